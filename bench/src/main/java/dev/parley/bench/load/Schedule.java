package dev.parley.bench.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An open loop: a step is due at times that are known before, and is told that time however late it runs; how late, {@link Offered} keeps. */
final class Schedule {

    /** A step that was due at a time. */
    interface Step {

        void run(long number, long due);
    }

    private Schedule() {}

    /** Runs so many steps a second for so long, on this thread; gives their number. */
    static long run(double perSecond, double seconds, Step step) {
        long steps = Math.round(perSecond * seconds);
        double pause = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long start = System.nanoTime();
        for (long number = 0; number < steps && !Thread.currentThread().isInterrupted(); number++) {
            long due = start + (long) (number * pause);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            step.run(number, due);
        }
        return steps;
    }
}
