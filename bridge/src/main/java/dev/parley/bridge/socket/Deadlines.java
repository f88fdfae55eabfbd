package dev.parley.bridge.socket;

import dev.parley.contracts.Failures;
import io.vertx.serviceproxy.ServiceException;
import java.util.ArrayDeque;

/**
 * Sees to it that whatever a socket asked for is answered in time, if only that it took too long: a call may be a chain of calls of services, and each of them has its own time-out.
 *
 * <p>Everything waits equally long, so that the first to come is the first to be late, and no timer is needed for each. For one event loop.
 */
final class Deadlines {

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final long answerMs;

    /** Deadlines that are so many milliseconds away. */
    Deadlines(long answerMs) {
        this.answerMs = answerMs;
    }

    /** What waits for an answer. */
    interface Waiting {

        /** Whether it still does. */
        boolean waiting();

        /** Answers that it took too long. */
        void late(ServiceException failure);
    }

    private record Entry(long until, Waiting who) {}

    /** Begins to watch over something, at a time of the hub's clock. */
    void watch(Waiting who, long now) {
        entries.add(new Entry(now + answerMs, who));
    }

    /** Answers what is late at a time of the hub's clock. */
    void sweep(long now) {
        for (Entry first = entries.peek(); first != null && (first.until <= now || !first.who.waiting()); ) {
            entries.remove();
            if (first.who.waiting()) {
                first.who.late(Failures.unavailable("unavailable", "This took too long. Repeat it."));
            }
            first = entries.peek();
        }
    }
}
