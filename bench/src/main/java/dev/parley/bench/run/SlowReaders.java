package dev.parley.bench.run;

import dev.parley.bench.load.LoadException;
import dev.parley.bench.load.Measured;
import dev.parley.bench.load.Metric;
import dev.parley.bench.load.Progress;

/** The step {@code slow}: what everybody else feels, and what the node pays, while some people do not read what they are sent. */
final class SlowReaders {

    private static final long PATIENCE_SECONDS = 120;

    private final ClusterScenario scenario;
    private final Cluster cluster;
    private final Generators generators;
    private final Progress progress;

    SlowReaders(ClusterScenario scenario, Cluster cluster, Generators generators, Progress progress) {
        this.scenario = scenario;
        this.cluster = cluster;
        this.generators = generators;
        this.progress = progress;
    }

    /** The mix with all reading, and as long with some who do not. */
    void run(int seconds, Measured measured) throws InterruptedException {
        int slow = scenario.number("slow") * scenario.number("nodes");
        progress.step("everybody reads");
        double usual = mix(seconds);
        double p99 = generators.deliveries().getValueAtPercentile(99) / 1e6;
        double closed = generators.stats().of("closed");
        progress.step(slow + " people do not read");
        generators.tell("freeze " + scenario.number("slow"));
        double most = mix(seconds);
        double others = generators.deliveries().getValueAtPercentile(99) / 1e6;
        measured.put(Metric.SLOW_P99, others);
        measured.put(Metric.SLOW_RATIO, others / p99);
        measured.put(Metric.SLOW_MEMORY, (most - usual) / slow);
        progress.step("they read again");
        generators.tell("thaw");
        awaitEverybody();
        measured.put(Metric.SLOW_CLOSED, (generators.stats().of("closed") - closed) / slow);
    }

    /** Gives the most memory that was resident meanwhile, in KB. */
    private double mix(int seconds) throws InterruptedException {
        cluster.collect();
        generators.forget();
        generators.mix(scenario, seconds);
        double most = 0;
        do {
            Thread.sleep(1_000);
            most = Math.max(most, cluster.resident());
        } while (generators.stats().of("mixing") > 0);
        return most;
    }

    private void awaitEverybody() throws InterruptedException {
        long start = System.nanoTime();
        do {
            Thread.sleep(2_000);
            if (System.nanoTime() - start > PATIENCE_SECONDS * 1_000_000_000) {
                throw new LoadException("They did not come back: " + generators.complaints());
            }
        } while (generators.stats().of("live") < scenario.number("people"));
    }
}
