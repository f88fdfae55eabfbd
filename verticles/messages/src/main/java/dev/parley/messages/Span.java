package dev.parley.messages;

/**
 * A part of a log: the messages between two numbers, of which the first or the last so many are meant. When they are too long for a page it is those nearest to the anchor.
 *
 * @param after greater than this
 * @param before smaller than this
 * @param limit how many at most
 * @param newest whether the last ones of them are meant
 * @param anchor the number that the nearest ones are near to
 */
record Span(long after, long before, int limit, boolean newest, long anchor) {

    /** The last ones. */
    static Span latest(int limit) {
        return before(Long.MAX_VALUE, limit);
    }

    /** The nearest ones before a number. */
    static Span before(long seq, int limit) {
        return new Span(0, seq, limit, true, seq);
    }

    /** The nearest ones after a number. */
    static Span after(long seq, int limit) {
        return new Span(seq, Long.MAX_VALUE, limit, false, seq);
    }

    /** Half of them before a number, the rest from it on. */
    static Span around(long seq, int limit) {
        return new Span(Math.max(0, seq - limit / 2 - 1), Long.MAX_VALUE, limit, false, seq);
    }
}
