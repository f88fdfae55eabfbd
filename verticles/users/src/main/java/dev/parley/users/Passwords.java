package dev.parley.users;

import dev.parley.contracts.Failures;
import dev.parley.platform.Names;
import io.vertx.serviceproxy.ServiceException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Which passwords are taken. */
final class Passwords {

    private static final int LEAST = 10;
    private static final int MOST = 128;
    private static final int LEAST_DISTINCT = 4;
    private static final int LEAST_NAME = 4;
    private static final Set<String> COMMON = load();

    private Passwords() {}

    /** The form in which a password is hashed: NFC. */
    static String normal(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC);
    }

    /** The password that somebody wants, as it is hashed; fails with {@code weak_password}. */
    static String choose(String wanted, Username username, Email email) {
        String password = normal(wanted);
        int length = Names.length(password);
        if (length < LEAST || length > MOST) {
            throw weak("A password has 10 to 128 characters.");
        }
        String lower = password.toLowerCase(Locale.ROOT);
        if (COMMON.contains(lower) || lower.codePoints().distinct().count() < LEAST_DISTINCT) {
            throw weak("This password is too easy to guess.");
        }
        if (contains(lower, username.text()) || contains(lower, email.local())) {
            throw weak("A password must not contain the username or the e-mail address.");
        }
        return password;
    }

    private static boolean contains(String password, String name) {
        return name.length() >= LEAST_NAME && password.contains(name);
    }

    private static ServiceException weak(String message) {
        return Failures.invalid("weak_password", message);
    }

    private static Set<String> load() {
        try (var stream = Objects.requireNonNull(Passwords.class.getResourceAsStream("common-passwords.txt"));
                var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.startsWith("#")).collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
