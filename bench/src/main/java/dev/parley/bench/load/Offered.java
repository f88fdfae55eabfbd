package dev.parley.bench.load;

import java.util.function.LongSupplier;

/** A load that is offered on a schedule, from now on: how much of it is reached, and whether the generator kept up. */
final class Offered {

    private static final long PATIENCE_SECONDS = 10;

    private final LongSupplier done;
    private final long done0;
    private final long start = System.nanoTime();
    private final Probe self = new Probe(ProcessHandle.current());
    private final double processor0 = self.processor();
    private double perSecond;
    private double busy;
    private long behindNanos;

    /** Begins; {@code done} counts what was reached. */
    Offered(LongSupplier done) {
        this.done = done;
        this.done0 = done.getAsLong();
    }

    /** Something that was due is done now. For the thread of the schedule. */
    void begun(long due) {
        behindNanos = Math.max(behindNanos, System.nanoTime() - due);
    }

    /** Waits until so much was reached of a schedule of so many seconds, or it takes too long. */
    void await(long due, double scheduled) throws InterruptedException {
        Wait.until(() -> done.getAsLong() - done0 >= due, PATIENCE_SECONDS);
        double seconds = Math.max(scheduled, (System.nanoTime() - start) / 1e9);
        perSecond = (done.getAsLong() - done0) / seconds;
        busy = (self.processor() - processor0) / seconds / Runtime.getRuntime().availableProcessors();
    }

    /** Says what was reached of the load that was offered, and takes figures back that do not count. */
    void judge(double offeredPerSecond, Measured measured, Metric... figures) {
        measured.put(
                Metric.BEHIND, Math.max(behindNanos / 1e6, measured.values().getOrDefault(Metric.BEHIND, 0.0)));
        measured.load(offeredPerSecond, perSecond, busy, figures);
    }
}
