package dev.parley.bench.load;

import java.util.Locale;
import java.util.function.LongSupplier;

/** A load that is offered on a schedule, from now on: how much of it is reached, and whether the generator kept up. */
final class Offered {

    private static final double ENOUGH = 0.99;
    private static final double BUSY = 0.8;
    private static final long PATIENCE_SECONDS = 10;

    private final LongSupplier done;
    private final long done0;
    private final long start = System.nanoTime();
    private final Probe self = new Probe(ProcessHandle.current());
    private final double processor0 = self.processor();
    private double perSecond;
    private double busy;

    /** Begins; {@code done} counts what was reached. */
    Offered(LongSupplier done) {
        this.done = done;
        this.done0 = done.getAsLong();
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
        measured.put(Metric.OFFERED, offeredPerSecond);
        measured.put(Metric.REACHED, perSecond);
        if (perSecond < ENOUGH * offeredPerSecond) {
            String text = "%.0f of %.0f a second were reached, which is less than 99 %%";
            measured.invalid(String.format(Locale.ROOT, text, perSecond, offeredPerSecond), figures);
        }
        if (busy > BUSY) {
            String text = "the generator took %.0f %% of the machine itself";
            measured.invalid(String.format(Locale.ROOT, text, 100 * busy), figures);
        }
    }
}
