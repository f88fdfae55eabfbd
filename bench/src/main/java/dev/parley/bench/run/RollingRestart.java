package dev.parley.bench.run;

import dev.parley.bench.load.LoadException;
import dev.parley.bench.load.Measured;
import dev.parley.bench.load.Metric;
import dev.parley.bench.load.Progress;
import dev.parley.bench.load.Town;

/** The step {@code roll}: every node is stopped in order and started again, one after another, while people write. */
final class RollingRestart {

    private static final int MIX_SECONDS = 900;
    private static final long PATIENCE_SECONDS = 120;
    private static final long BETWEEN_MS = 5_000;

    private final ClusterScenario scenario;
    private final Cluster cluster;
    private final Generators generators;
    private final SteadyLoad load;
    private final Town town;
    private final Progress progress;

    RollingRestart(
            ClusterScenario scenario,
            Cluster cluster,
            Generators generators,
            SteadyLoad load,
            Town town,
            Progress progress) {
        this.scenario = scenario;
        this.cluster = cluster;
        this.generators = generators;
        this.load = load;
        this.town = town;
        this.progress = progress;
    }

    /** Takes all nodes in turn. */
    void run(Measured measured) throws InterruptedException {
        generators.forget();
        Counts before = generators.stats();
        double outside = generators.processor();
        long start = System.nanoTime();
        generators.mix(scenario, MIX_SECONDS);
        double slowest = 0;
        for (int node = 0; node < scenario.number("nodes"); node++) {
            Thread.sleep(BETWEEN_MS);
            progress.step("restarting node " + node);
            long stopped = System.nanoTime();
            cluster.restart(node);
            awaitEverybody(stopped);
            slowest = Math.max(slowest, seconds(stopped));
        }
        Thread.sleep(BETWEEN_MS);
        generators.tell("rest");
        double took = seconds(start);
        double generating = (generators.processor() - outside) / took;
        Counts after = load.awaitAnswers(before);
        measured.put(Metric.ROLLED, slowest);
        load.times(measured);
        measured.load(
                scenario.number("messages"),
                after.since(before, "acknowledged") / took,
                generating / generators.cores(),
                SteadyLoad.TIMES);
    }

    private void awaitEverybody(long start) throws InterruptedException {
        while (generators.stats().of("live") < town.people()) {
            if (System.nanoTime() - start > PATIENCE_SECONDS * 1_000_000_000) {
                throw new LoadException("They did not come back: " + generators.complaints());
            }
            Thread.sleep(100);
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
