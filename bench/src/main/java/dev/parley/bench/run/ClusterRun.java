package dev.parley.bench.run;

import dev.parley.bench.load.LoadException;
import dev.parley.bench.load.Measured;
import dev.parley.bench.load.Metric;
import dev.parley.bench.load.Progress;
import dev.parley.bench.load.Town;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One repetition of a scenario of large crowds: takes its steps, one after another, on a cluster that has people in it. */
final class ClusterRun {

    private static final long JOIN_SECONDS = 900;
    private static final long BACK_SECONDS = 300;
    private static final long STILL_SECONDS = 15;
    private static final double KNEE_MS = 100;
    private static final double KNEE_SHARE = 0.7;
    private static final double KNEE_STEP = 1.25;
    private static final double MOST_TIMES = 64;
    private static final double BUSY = 0.8;
    private static final double ENOUGH = 0.99;
    private static final long SETTLE_MS = 3_000;
    private static final double SLOW_MS = 100;
    private static final Metric[] TIMES = {
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
    private static final String TRANSACTIONS =
            "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = 'parley'";

    private final ClusterScenario scenario;
    private final Site site;
    private final Generators generators;
    private final @Nullable Database database;
    private final Town town;
    private final Path directory;
    private final Progress progress;
    private final Measured measured = new Measured();

    /** What was counted when the warm-up was over: what cold processes refused is not told of warm ones. */
    private Counts warm = new Counts(Map.of());

    ClusterRun(
            ClusterScenario scenario,
            Site site,
            Generators generators,
            @Nullable Database database,
            Town town,
            Path directory,
            Progress progress) {
        this.scenario = scenario;
        this.site = site;
        this.generators = generators;
        this.database = database;
        this.town = town;
        this.directory = directory;
        this.progress = progress;
    }

    /** Takes all steps. */
    Measured run() throws InterruptedException {
        for (String step : scenario.steps()) {
            String[] words = step.split(":");
            int seconds = words.length > 1 ? Integer.parseInt(words[1]) : 0;
            switch (words[0]) {
                case "join" -> join();
                case "idle" -> idle(seconds);
                case "warm" -> warm(seconds, words.length > 2 ? Integer.parseInt(words[2]) : 1);
                case "mix" -> mix(seconds, 1);
                case "knee" -> knee(seconds);
                case "storm" -> storm();
                case "kill" -> kill();
                case "slow" -> new SlowReaders(scenario, nodes(), generators, progress).run(seconds, measured);
                case "roll" -> new RollingRestart(scenario, nodes(), generators, town, progress).run(measured);
                case "history" -> new HistoryDepth(nodes(), database(), progress).run(seconds, measured);
                case "check" -> check();
                default -> throw new LoadException("There is no step " + step + ".");
            }
        }
        return measured;
    }

    private void join() throws InterruptedException {
        site.collect();
        double needed = site.needed();
        double heap = site.heap();
        double outside = generators.resident();
        double processor = site.processor();
        double seconds = connect(JOIN_SECONDS);
        measured.put(Metric.CONNECTED, generators.stats().of("live"));
        measured.put(Metric.LET_IN, town.people() / seconds);
        measured.put(Metric.LET_IN_PROCESSOR, town.people() / (site.processor() - processor));
        Thread.sleep(SETTLE_MS);
        progress.step("looking at the memory");
        site.collect();
        measured.put(Metric.MEMORY, (site.needed() - needed) / town.people());
        measured.put(Metric.HEAP, (site.heap() - heap) / town.people());
        measured.put(Metric.GENERATOR_RESIDENT, (generators.resident() - outside) / town.people());
    }

    /** Returns when everybody is in; tells how long it took. */
    private double connect(long patience) throws InterruptedException {
        long start = System.nanoTime();
        generators.tell("connect");
        double live = 0;
        for (long look = 0; live < town.people(); look++) {
            Thread.sleep(100);
            live = generators.stats().of("live");
            if (look % 100 == 0) {
                progress.step("%,.0f of %,d are in".formatted(live, town.people()));
            }
            if (seconds(start) > patience) {
                throw new LoadException(
                        "Only %,.0f of %,d people got in: %s".formatted(live, town.people(), generators.complaints()));
            }
        }
        return seconds(start);
    }

    private void idle(int seconds) throws InterruptedException {
        progress.step("everybody silent");
        double before = site.processor();
        long start = System.nanoTime();
        Thread.sleep(seconds * 1_000L);
        double cores = (site.processor() - before) / seconds(start);
        measured.put(Metric.IDLE, cores / town.people() * 100_000);
    }

    /** The mix some times over, not counted: what a process does for the first time takes longer, and where little is to do it takes minutes until its code is compiled. */
    private void warm(int seconds, int times) throws InterruptedException {
        progress.step("warming up");
        generators.mix(scenario, seconds, times);
        do {
            Thread.sleep(500);
        } while (generators.stats().of("mixing") > 0);
        awaitStillness();
        progress.step("warm; " + generators.complaints());
        warm = generators.stats();
    }

    /** Returns when nothing more is delivered. */
    private void awaitStillness() throws InterruptedException {
        double before;
        double delivered = -1;
        do {
            before = delivered;
            Thread.sleep(1_000);
            delivered = generators.stats().of("delivered");
        } while (delivered > before);
    }

    /** Puts ever more load on until it is not carried any more, and measures below that. */
    private void knee(int seconds) throws InterruptedException {
        double carried = 0;
        double outside = generators.processor();
        long start = System.nanoTime();
        for (double times = 1; times < MOST_TIMES && carries(seconds, times); times *= KNEE_STEP) {
            carried = times;
            outside = generators.processor();
            start = System.nanoTime();
        }
        double busy = (generators.processor() - outside) / seconds(start) / generators.cores();
        if (carried == 0) {
            throw new LoadException("Not even the first load was carried.");
        }
        measured.put(Metric.KNEE, carried * scenario.number("messages"));
        if (busy > BUSY) {
            measured.invalid("the generators were what ended the search", Metric.KNEE);
        }
        awaitStillness();
        warm = generators.stats();
        mix(3 * seconds, KNEE_SHARE * carried);
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
        Counts after = awaitAnswers(before);
        double p99 = generators.deliveries().getValueAtPercentile(99) / 1e6;
        progress.step("%,.0f messages a second: %.1f %% of them in time, p99 %.1f ms"
                .formatted(scenario.number("messages") * times, 100 * reached / offered, p99));
        return reached >= ENOUGH * offered && p99 <= KNEE_MS && after.since(before, "refused") == 0;
    }

    private void mix(int seconds, double times) throws InterruptedException {
        generators.forget();
        Counts before = generators.stats();
        double nodes = site.processor();
        double services = site.services();
        double outside = generators.processor();
        long start = System.nanoTime();
        generators.mix(scenario, seconds, times);
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
        measured.put(Metric.BEHIND, behind);
        measured.put(Metric.ALL_RESIDENT, site.resident() / 1024);
        awaitAnswers(before);
        times();
        measured.load(
                scenario.number("messages") * times,
                stats.since(before, "acknowledged") / took,
                generating / generators.cores(),
                TIMES);
    }

    /** Waits until everything is answered and nothing more is delivered, or for some seconds: what comes late is what counts most. */
    private Counts awaitAnswers(Counts before) throws InterruptedException {
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

    private void times() {
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

    private void storm() throws InterruptedException {
        progress.step("breaking all connections");
        generators.tell("cut");
        Thread.sleep(SETTLE_MS);
        double transactions = transactions();
        double processor = site.processor();
        double seconds = connect(BACK_SECONDS);
        measured.put(Metric.BACK, seconds);
        measured.put(Metric.RESUMED, town.people() / (site.processor() - processor));
        Thread.sleep(SETTLE_MS);
        measured.put(Metric.QUERIES, (transactions() - transactions) / town.people());
    }

    private double transactions() {
        return database == null ? Double.NaN : database.number(TRANSACTIONS);
    }

    /** The nodes, for what only they are put through. */
    private Cluster nodes() {
        if (site instanceof Cluster nodes) {
            return nodes;
        }
        throw new LoadException("Only nodes of Parley can take this step.");
    }

    private Database database() {
        if (database == null) {
            throw new LoadException("Only the database of nodes can be asked.");
        }
        return database;
    }

    /** Kills the last node while people write; its people come back at the others. */
    private void kill() throws InterruptedException {
        progress.step("killing a node");
        generators.mix(scenario, (int) BACK_SECONDS / 10);
        Thread.sleep(SETTLE_MS);
        int victim = scenario.number("nodes") - 1;
        double theirs = (double) town.people() / scenario.number("nodes");
        long start = System.nanoTime();
        nodes().kill(victim);
        double least = town.people();
        while (true) {
            Thread.sleep(20);
            double live = generators.stats().of("live");
            least = Math.min(least, live);
            if (least <= town.people() - 0.9 * theirs && live >= town.people() - 0.01 * theirs) {
                break;
            }
            if (seconds(start) > BACK_SECONDS) {
                throw new LoadException("They did not come back: " + generators.complaints());
            }
        }
        measured.put(Metric.BACK_MOST, seconds(start));
        while (generators.stats().of("mixing") > 0) {
            Thread.sleep(500);
        }
    }

    private void check() throws InterruptedException {
        progress.step("counting what is missing");
        double missed = database == null ? generators.stats().of("missing") : owed();
        Counts stats = generators.stats();
        measured.put(Metric.MISSED, missed);
        measured.put(Metric.DOUBLED, stats.of("doubled"));
        if (database != null) {
            measured.put(Metric.MISNUMBERED, stats.of("misnumbered"));
        }
        measured.put(Metric.LATE, stats.of("late"));
        measured.put(Metric.FETCHED, stats.of("fetched"));
        measured.put(Metric.CLOSED, stats.since(warm, "closed"));
        measured.put(Metric.REFUSED, stats.since(warm, "refused"));
        measured.judge(missed + stats.of("doubled") + stats.of("misnumbered"));
        String complaints = generators.complaints();
        if (!complaints.isEmpty()) {
            progress.step("the generators heard " + complaints);
        }
    }

    /** What sockets are owed when nothing comes any more. */
    private long owed() throws InterruptedException {
        long owed = Long.MAX_VALUE;
        for (long still = System.nanoTime(); owed != 0 && seconds(still) < STILL_SECONDS; ) {
            Thread.sleep(500);
            long now = generators.owed(heads());
            if (now != owed) {
                still = System.nanoTime();
            }
            owed = now;
        }
        return owed;
    }

    /** How far each room has come, as the database says, in a file. */
    private Path heads() {
        List<String> heads = database().use(it -> {
            List<String> found = new ArrayList<>();
            try (Statement statement = it.createStatement();
                    ResultSet rows = statement.executeQuery(town.headsQuery())) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        });
        try {
            return Files.write(directory.resolve("heads"), heads);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
