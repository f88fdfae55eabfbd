package dev.parley.bench.run;

import dev.parley.bench.load.LoadException;
import dev.parley.bench.load.Measured;
import dev.parley.bench.load.Metric;
import dev.parley.bench.load.Progress;

/** The step {@code knee}: puts ever more load on until it is not carried any more, and measures below that. */
final class Knee {

    private static final double KNEE_MS = 100;
    private static final double KNEE_SHARE = 0.7;
    private static final double KNEE_STEP = 1.25;
    private static final double MOST_TIMES = 64;
    private static final double BUSY = 0.8;
    private static final double ENOUGH = 0.99;
    private static final int MEASURED_TIMES = 3;

    private final ClusterScenario scenario;
    private final Generators generators;
    private final SteadyLoad load;
    private final Progress progress;

    Knee(ClusterScenario scenario, Generators generators, SteadyLoad load, Progress progress) {
        this.scenario = scenario;
        this.generators = generators;
        this.load = load;
        this.progress = progress;
    }

    /** Searches, and measures; gives what was counted before what was measured. */
    Counts run(int seconds, Measured measured) throws InterruptedException {
        double carried = 0;
        double times = 1;
        double busy = 0;
        boolean carries = true;
        while (carries && times < MOST_TIMES) {
            double outside = generators.processor();
            long start = System.nanoTime();
            carries = carries(seconds, times);
            busy = (generators.processor() - outside) / seconds(start) / generators.cores();
            if (carries) {
                carried = times;
                times *= KNEE_STEP;
            }
        }
        if (carried == 0) {
            throw new LoadException("Not even the first load was carried.");
        }
        measured.put(Metric.KNEE, carried * scenario.number("messages"));
        if (carries) {
            measured.invalid("the search ended at its own limit", Metric.KNEE);
        } else if (busy > BUSY) {
            measured.invalid("the generators were what ended the search", Metric.KNEE);
        }
        load.awaitStillness();
        Counts before = generators.stats();
        load.run(MEASURED_TIMES * seconds, KNEE_SHARE * carried, measured);
        return before;
    }

    /** Whether so many times the load is stored and delivered as it comes. */
    private boolean carries(int seconds, double times) throws InterruptedException {
        generators.forget();
        Counts before = generators.stats();
        generators.mix(scenario, seconds, times);
        do {
            Thread.sleep(500);
        } while (generators.stats().of("mixing") > 0);
        double offered = scenario.number("messages") * times * seconds;
        double reached = generators.stats().since(before, "acknowledged");
        Counts after = load.awaitAnswers(before);
        double p99 = generators.deliveries().getValueAtPercentile(99) / 1e6;
        progress.step("%,.0f messages a second: %.1f %% of them in time, p99 %.1f ms"
                .formatted(scenario.number("messages") * times, 100 * reached / offered, p99));
        return reached >= ENOUGH * offered && p99 <= KNEE_MS && after.since(before, "refused") == 0;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
