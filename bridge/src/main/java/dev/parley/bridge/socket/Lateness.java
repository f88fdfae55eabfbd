package dev.parley.bridge.socket;

import java.util.random.RandomGenerator;

/**
 * How late an event loop comes to what it is given to do, and which share of new work it refuses therefore.
 *
 * <p>A tick is due again and again, and whatever else is to be done waits as long as the tick is late. One that is late is a collection of garbage; when none is on time for half a second, more is asked of the node than it can do, and what
 * waits only grows (the rule of CoDel: Nichols and Jacobson, Controlling Queue Delay, ACM Queue 10(5), 2012). From then on a growing share is refused, all but a twentieth after 2 s of lateness, and a share that shrinks within 10 s once ticks are on time again, so that
 * it settles where the node can just do what it takes on. Times are milliseconds of the hub's clock. Belongs to one event loop.
 */
final class Lateness {

    /** Between two ticks. */
    static final long EVERY_MS = 50;

    private static final long TARGET_MS = 100;
    private static final long INTERVAL_MS = 500;
    private static final double WORSE_PER_MS = 1 / 2_000.0;
    private static final double BETTER_PER_MS = 1 / 10_000.0;

    /** What is left shows whether it is better. */
    private static final double MOST = 0.95;

    private static final long NEVER = Long.MAX_VALUE;

    private final RandomGenerator random;
    private long dueAt;
    private long lateSince = NEVER;
    private boolean again;
    private double share;

    Lateness(long now, RandomGenerator random) {
        this.random = random;
        dueAt = now + EVERY_MS;
    }

    /** A tick has come. */
    void tick(long now) {
        long passed = now - dueAt + EVERY_MS;
        boolean late = now - dueAt > TARGET_MS;
        again = late && lateSince != NEVER;
        if (!late) {
            lateSince = NEVER;
            share = Math.max(0, share - passed * BETTER_PER_MS);
        } else if (lateSince == NEVER) {
            lateSince = now;
        } else if (now - lateSince >= INTERVAL_MS) {
            share = Math.min(MOST, share + passed * WORSE_PER_MS);
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
