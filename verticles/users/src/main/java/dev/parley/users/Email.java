package dev.parley.users;

import dev.parley.contracts.Failures;
import dev.parley.contracts.users.Credentials;
import java.util.regex.Pattern;

/**
 * Where a person can be reached.
 *
 * @param text NFC, in lower case, the domain in its ASCII form
 */
record Email(String text) {

    private static final Pattern LOCAL =
            Pattern.compile("[^\\s\\p{C}@.\"(),:;<>\\[\\]\\\\]+(\\.[^\\s\\p{C}@.\"(),:;<>\\[\\]\\\\]+)*");
    private static final Pattern DOMAIN =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final int MOST = 254;
    private static final int MOST_LOCAL = 64;

    /** The address that somebody gives; fails with {@code invalid_email}. */
    static Email parse(String given) {
        String text = normal(given);
        int at = text.lastIndexOf('@');
        String local = text.substring(0, Math.max(at, 0));
        String domain = text.substring(at + 1);
        boolean valid = text.length() <= MOST
                && local.length() <= MOST_LOCAL
                && LOCAL.matcher(local).matches()
                && DOMAIN.matcher(domain).matches();
        if (!valid) {
            throw Failures.invalid("invalid_email", "This is not an e-mail address.");
        }
        return new Email(text);
    }

    /** The form in which addresses are compared; also of what is none. */
    static String normal(String given) {
        return Credentials.normal(given);
    }

    /** What stands before the @. */
    String local() {
        return text.substring(0, text.lastIndexOf('@'));
    }
}
