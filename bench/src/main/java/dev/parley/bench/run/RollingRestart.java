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
    private final Town town;
    private final Progress progress;

    RollingRestart(ClusterScenario scenario, Cluster cluster, Generators generators, Town town, Progress progress) {
        this.scenario = scenario;
        this.cluster = cluster;
        this.generators = generators;
        this.town = town;
        this.progress = progress;
    }

    /** Takes all nodes in turn. */
    void run(Measured measured) throws InterruptedException {
        generators.forget();
        Counts before = generators.stats();
        generators.mix(scenario, MIX_SECONDS);
        double slowest = 0;
        for (int node = 0; node < scenario.number("nodes"); node++) {
            Thread.sleep(BETWEEN_MS);
            progress.step("restarting node " + node);
            long start = System.nanoTime();
            cluster.restart(node);
            awaitEverybody(start);
            slowest = Math.max(slowest, (System.nanoTime() - start) / 1e9);
        }
        Thread.sleep(BETWEEN_MS);
        generators.tell("rest");
        Thread.sleep(BETWEEN_MS);
        Counts after = generators.stats();
        measured.put(Metric.ROLLED, slowest);
        measured.put(Metric.DELIVERY_P50, generators.deliveries().getValueAtPercentile(50) / 1e6);
        measured.put(Metric.DELIVERY_P99, generators.deliveries().getValueAtPercentile(99) / 1e6);
        measured.put(
                Metric.UNANSWERED,
                after.since(before, "posted") - after.since(before, "acknowledged") - after.since(before, "refused"));
    }

    private void awaitEverybody(long start) throws InterruptedException {
        while (generators.stats().of("live") < town.people()) {
            if (System.nanoTime() - start > PATIENCE_SECONDS * 1_000_000_000) {
                throw new LoadException("They did not come back: " + generators.complaints());
            }
            Thread.sleep(100);
        }
    }
}
