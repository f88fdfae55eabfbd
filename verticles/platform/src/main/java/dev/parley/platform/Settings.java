package dev.parley.platform;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one section of the configuration and gathers everything that is wrong with it.
 *
 * <p>Each read names a key and its default, remembers the problem when the value is not as it must be, and goes on with the default. {@link #check} reports all problems, also keys that nobody
 * read.
 */
public final class Settings {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private final String path;
    private final JsonObject json;
    private final List<String> problems;
    private final Set<String> read = new HashSet<>();
    private final List<Settings> sections = new ArrayList<>();

    private Settings(String path, JsonObject json, List<String> problems) {
        this.path = path;
        this.json = json;
        this.problems = problems;
    }

    /** The settings of a section, which is named in problems. */
    public static Settings of(String path, JsonObject json) {
        return new Settings(path, json, new ArrayList<>());
    }

    /** A section inside this one; empty when it is not there. */
    public Settings section(String key) {
        Object value = value(key);
        if (value != null && !(value instanceof JsonObject)) {
            problem(key, "must be a section");
        }
        JsonObject inner = value instanceof JsonObject object ? object : new JsonObject();
        Settings section = new Settings(path + "." + key, inner, problems);
        sections.add(section);
        return section;
    }

    /** A whole number in a range. */
    public int number(String key, int fallback, int least, int most) {
        Object value = value(key);
        if (value == null) {
            return fallback;
        }
        if (value instanceof Integer number && number >= least && number <= most) {
            return number;
        }
        problem(key, "must be a whole number from " + least + " to " + most);
        return fallback;
    }

    /** A length of time of at least so much, written {@code 250ms}, {@code 10s}, {@code 15m}, {@code 12h} or {@code 30d}. */
    public Duration duration(String key, Duration fallback, Duration least) {
        Object value = value(key);
        if (value == null) {
            return fallback;
        }
        Duration duration = value instanceof String text ? parse(text) : null;
        if (duration != null && duration.compareTo(least) >= 0) {
            return duration;
        }
        problem(key, "must be a length of time like 10s, 15m or 30d, and at least " + least.toSeconds() + "s");
        return fallback;
    }

    /** A text that may be missing; empty means missing. */
    public @Nullable String text(String key, int leastLength) {
        Object value = value(key);
        if (value == null || value.equals("")) {
            return null;
        }
        if (value instanceof String text && text.length() >= leastLength) {
            return text;
        }
        problem(key, "must be a text of at least " + leastLength + " characters");
        return null;
    }

    /** Notes that a key is not as it must be. */
    public void problem(String key, String problem) {
        problems.add(path + "." + key + " " + problem);
    }

    /** Fails with {@link IllegalArgumentException} that names every problem of this section and of those inside it. */
    public void check() {
        unknown();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    private void unknown() {
        for (String key : new TreeSet<>(json.fieldNames())) {
            if (!read.contains(key)) {
                problem(key, "is not known");
            }
        }
        sections.forEach(Settings::unknown);
    }

    private @Nullable Object value(String key) {
        read.add(key);
        return json.getValue(key);
    }

    private static @Nullable Duration parse(String text) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        long count = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
