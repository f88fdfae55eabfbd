package dev.parley.bridge.socket;

import java.util.random.RandomGenerator;

/**
 * How late an event loop comes to what it is given to do, and which share of new work it refuses therefore.
 *
 * <p>A tick is due again and again, and whatever else is to be done waits as long as the tick is late. One that is late by 150 ms is a collection of garbage; when all are late by more than that for half a second, more is asked of the node than it can do, and what
 * waits only grows (the rule of CoDel: Nichols and Jacobson, Controlling Queue Delay, ACM Queue 10(5), 2012). From then on a share is refused that grows while ticks are late and shrinks while they are not, in 4 s from none to nearly all or back, so that
 * it settles where the node can just do what it takes on. Times are milliseconds of the hub's clock. Belongs to one event loop.
 */
final class Lateness {

    /** Between two ticks. */
    static final long EVERY_MS = 50;

    private static final long LATE_MS = 100;
    private static final long TOO_LATE_MS = 150;
    private static final long INTERVAL_MS = 500;
    private static final double SHARE_PER_MS = 1 / 4_000.0;

    /** What is left shows whether it is better. */
    private static final double MOST = 0.95;

    private static final long NEVER = Long.MAX_VALUE;

    private final RandomGenerator random;
    private long dueAt;
    private boolean late;
    private boolean again;
    private long tooLateSince = NEVER;
    private double share;

    Lateness(long now, RandomGenerator random) {
        this.random = random;
        dueAt = now + EVERY_MS;
    }

    /** A tick has come. */
    void tick(long now) {
        long by = now - dueAt;
        double change = (by + EVERY_MS) * SHARE_PER_MS;
        again = late && by > LATE_MS;
        late = by > LATE_MS;
        if (by <= TOO_LATE_MS) {
            tooLateSince = NEVER;
            share = Math.max(0, share - change);
        } else if (tooLateSince == NEVER) {
            tooLateSince = now;
        } else if (now - tooLateSince >= INTERVAL_MS) {
            share = Math.min(MOST, share + change);
        }
        dueAt = now + EVERY_MS;
    }

    /** Whether it is late, at two ticks in a row or still by what it refuses: what nobody misses is not done. */
    boolean late() {
        return again || share > 0;
    }

    /** Whether a share of what is new is refused. */
    boolean overloaded() {
        return share > 0;
    }

    /** Draws whether something new is to be refused. */
    boolean refuses() {
        return share > 0 && random.nextDouble() < share;
    }
}
