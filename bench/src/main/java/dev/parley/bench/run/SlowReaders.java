package dev.parley.bench.run;

import dev.parley.bench.load.LoadException;
import dev.parley.bench.load.Measured;
import dev.parley.bench.load.Metric;
import dev.parley.bench.load.Progress;
import java.util.List;

/** The step {@code slow}: what everybody else feels, and what the node pays, while some people do not read what they are sent. */
final class SlowReaders {

    private static final long PATIENCE_SECONDS = 120;

    private final ClusterScenario scenario;
    private final Cluster cluster;
    private final Generators generators;
    private final SteadyLoad load;
    private final Progress progress;

    SlowReaders(ClusterScenario scenario, Cluster cluster, Generators generators, SteadyLoad load, Progress progress) {
        this.scenario = scenario;
        this.cluster = cluster;
        this.generators = generators;
        this.load = load;
        this.progress = progress;
    }

    /**
     * What one turn of the mix came to.
     *
     * @param p99 of the times to delivery, in ms
     * @param resident the most memory of the nodes meanwhile, in KB
     * @param reached messages a second that were acknowledged
     * @param busy the share of their cores that the generators took
     */
    private record Turn(double p99, double resident, double reached, double busy) {}

    /** The mix with all reading, as long with some who do not, and with all reading again: what becomes faster by itself must not hide what the others feel. */
    void run(int seconds, Measured measured) throws InterruptedException {
        int slow = scenario.number("slow") * scenario.number("nodes");
        progress.step("everybody reads");
        Turn before = mix(seconds);
        double closed = generators.stats().of("closed");
        progress.step(slow + " people do not read");
        generators.tell("freeze " + scenario.number("slow"));
        Turn meanwhile = mix(seconds);
        progress.step("they read again");
        generators.tell("thaw");
        awaitEverybody();
        measured.put(Metric.SLOW_CLOSED, (generators.stats().of("closed") - closed) / slow);
        Turn after = mix(seconds);
        measured.put(Metric.SLOW_P99, meanwhile.p99);
        measured.put(Metric.SLOW_RATIO, meanwhile.p99 / ((before.p99 + after.p99) / 2));
        measured.put(Metric.SLOW_MEMORY, (meanwhile.resident - before.resident) / slow);
        for (Turn turn : List.of(before, meanwhile, after)) {
            measured.load(scenario.number("messages"), turn.reached, turn.busy, Metric.SLOW_P99, Metric.SLOW_RATIO);
        }
    }

    private Turn mix(int seconds) throws InterruptedException {
        cluster.collect();
        generators.forget();
        Counts before = generators.stats();
        double outside = generators.processor();
        generators.mix(scenario, seconds);
        double most = 0;
        do {
            Thread.sleep(1_000);
            most = Math.max(most, cluster.resident());
        } while (generators.stats().of("mixing") > 0);
        double busy = (generators.processor() - outside) / seconds / generators.cores();
        double reached = load.awaitAnswers(before).since(before, "acknowledged") / seconds;
        return new Turn(generators.deliveries().getValueAtPercentile(99) / 1e6, most, reached, busy);
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
