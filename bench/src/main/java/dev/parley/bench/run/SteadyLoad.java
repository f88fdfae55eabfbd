package dev.parley.bench.run;

import dev.parley.bench.load.Measured;
import dev.parley.bench.load.Metric;
import dev.parley.bench.load.Progress;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The step {@code mix}: a load on a schedule that waits for nobody, and what it costs and how long it takes to be delivered. */
final class SteadyLoad {

    private static final long STILL_SECONDS = 15;
    private static final double SLOW_MS = 100;
    /** The times of a load, in ms. */
    static final Metric[] TIMES = {
        Metric.DELIVERY_P50,
        Metric.DELIVERY_P99,
        Metric.DELIVERY_P999,
        Metric.DELIVERY_WORST,
        Metric.DELIVERY_USUAL,
        Metric.SLOW_SECONDS,
        Metric.ACK_P50,
        Metric.ACK_P99,
        Metric.ACK_P999
    };

    private final ClusterScenario scenario;
    private final Site site;
    private final Generators generators;
    private final Progress progress;

    SteadyLoad(ClusterScenario scenario, Site site, Generators generators, Progress progress) {
        this.scenario = scenario;
        this.site = site;
        this.generators = generators;
        this.progress = progress;
    }

    /** Puts so many times the load of the scenario on, and measures. */
    void run(int seconds, double times, Measured measured) throws InterruptedException {
        generators.forget();
        Counts before = generators.stats();
        double nodes = site.processor();
        double services = site.services();
        double outside = generators.processor();
        long start = System.nanoTime();
        generators.mix(scenario, seconds, times);
        Counts stats = watch(seconds, start, before, measured);
        double took = seconds(start);
        measured.put(Metric.CONNECTED, stats.of("live"));
        measured.put(Metric.MIX_NODES, (site.processor() - nodes) / took);
        measured.put(Metric.MIX_SERVICES, (site.services() - services) / took);
        double generating = (generators.processor() - outside) / took;
        measured.put(Metric.MIX_GENERATORS, generating);
        measured.put(Metric.MIX_EACH, (site.processor() - nodes) / Math.max(1, stats.since(before, "delivered")) * 1e6);
        measured.put(Metric.MIX_DELIVERIES, stats.since(before, "delivered") / took);
        measured.put(Metric.MIX_TYPING, stats.since(before, "typing") / took);
        measured.put(Metric.MIX_READS, stats.since(before, "readDone") / took);
        measured.put(Metric.ALL_RESIDENT, site.resident() / 1024);
        awaitAnswers(before);
        times(measured);
        measured.load(
                scenario.number("messages") * times,
                stats.since(before, "acknowledged") / took,
                generating / generators.cores(),
                TIMES);
    }

    /** Returns when so many seconds are over, with what was counted until then; tells by how much a generator was late at most. */
    private Counts watch(int seconds, long start, Counts before, Measured measured) throws InterruptedException {
        Counts stats = before;
        double behind = 0;
        for (long second = 1; second <= seconds; second++) {
            Thread.sleep(Math.max(1, second * 1_000 - (long) (seconds(start) * 1_000)));
            stats = generators.stats();
            behind = Math.max(behind, stats.of("behindMostMs"));
            if (second % 10 == 0) {
                progress.step("%,.0f connected, %,.0f messages, %,.0f deliveries, p99 of this second %.1f ms"
                        .formatted(
                                stats.of("live"),
                                stats.since(before, "posted"),
                                stats.since(before, "delivered"),
                                generators.seconds().isEmpty()
                                        ? Double.NaN
                                        : generators.seconds().getLast()));
            }
        }
        measured.put(Metric.BEHIND, behind);
        return stats;
    }

    /** Waits until everything is answered and nothing more is delivered, or for some seconds: what comes late is what counts most. */
    Counts awaitAnswers(Counts before) throws InterruptedException {
        Counts now = generators.stats();
        boolean open = true;
        for (long looks = 0; open && looks < STILL_SECONDS; looks++) {
            Thread.sleep(1_000);
            Counts last = now;
            now = generators.stats();
            double answered = now.since(before, "acknowledged") + now.since(before, "refused");
            open = answered < now.since(before, "posted") || now.since(last, "delivered") > 0;
        }
        return now;
    }

    /** Keeps the times since the generators forgot theirs. */
    void times(Measured measured) {
        Histogram deliveries = generators.deliveries();
        measured.put(Metric.DELIVERY_P50, deliveries.getValueAtPercentile(50) / 1e6);
        measured.put(Metric.DELIVERY_P99, deliveries.getValueAtPercentile(99) / 1e6);
        measured.put(Metric.DELIVERY_P999, deliveries.getValueAtPercentile(99.9) / 1e6);
        List<Double> seconds = generators.seconds().stream().sorted().toList();
        if (!seconds.isEmpty()) {
            measured.put(Metric.DELIVERY_WORST, seconds.getLast());
            measured.put(Metric.DELIVERY_USUAL, seconds.get(seconds.size() / 2));
        }
        measured.put(
                Metric.SLOW_SECONDS,
                (double) seconds.stream().filter(ms -> ms > SLOW_MS).count() / Math.max(1, seconds.size()));
        Histogram acknowledgements = generators.acknowledgements();
        measured.put(Metric.ACK_P50, acknowledgements.getValueAtPercentile(50) / 1e6);
        measured.put(Metric.ACK_P99, acknowledgements.getValueAtPercentile(99) / 1e6);
        measured.put(Metric.ACK_P999, acknowledgements.getValueAtPercentile(99.9) / 1e6);
    }

    /** Returns when nothing more is delivered. */
    void awaitStillness() throws InterruptedException {
        double before;
        double delivered = -1;
        do {
            before = delivered;
            Thread.sleep(1_000);
            delivered = generators.stats().of("delivered");
        } while (delivered > before);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
