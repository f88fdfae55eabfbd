package dev.parley.messages;

import dev.parley.contracts.Failures;
import dev.parley.contracts.messages.HistoryQuery;
import org.jspecify.annotations.Nullable;

/** Checks the fields of requests; what is out of range fails with {@code invalid_request}. */
final class Requests {

    private static final int MOST_KEY = 64;

    private Requests() {}

    /** The part of the log that a query asks for. */
    static Span span(HistoryQuery query) {
        int limit = limit(query.limit(), 50, 100);
        Long before = query.before();
        Long after = query.after();
        Long around = query.around();
        if ((before == null ? 0 : 1) + (after == null ? 0 : 1) + (around == null ? 0 : 1) > 1) {
            throw Failures.invalidField("", "has more than one of before, after and around");
        }
        if (before != null) {
            return Span.before(number("/before", before), limit);
        }
        if (after != null) {
            return Span.after(number("/after", after), limit);
        }
        return around == null ? Span.latest(limit) : Span.around(number("/around", around), limit);
    }

    /** How many items are asked for. */
    static int limit(@Nullable Integer limit, int otherwise, int most) {
        if (limit == null) {
            return otherwise;
        }
        if (limit < 1 || limit > most) {
            throw Failures.invalidField("/limit", "must be 1 to " + most);
        }
        return limit;
    }

    /** A number of a message or a change. */
    static long number(String path, long number) {
        if (number < 0) {
            throw Failures.invalidField(path, "must not be negative");
        }
        return number;
    }

    /** The key of a message. */
    static String key(String key) {
        if (key.isEmpty() || key.length() > MOST_KEY) {
            throw Failures.invalidField("/key", "must have 1 to " + MOST_KEY + " characters");
        }
        Wording.refuseBroken("/key", key);
        return key;
    }
}
