package dev.parley.bench.run;

import dev.parley.bench.load.LoadException;
import dev.parley.bench.load.Measured;
import dev.parley.bench.load.Metric;
import dev.parley.bench.load.Progress;
import dev.parley.bench.load.Town;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One repetition of a scenario of large crowds: takes its steps, one after another, on a cluster that has people in it. */
final class ClusterRun {

    private static final long JOIN_SECONDS = 900;
    private static final long BACK_SECONDS = 300;
    private static final long STILL_SECONDS = 15;
    private static final long SETTLE_MS = 3_000;

    private final ClusterScenario scenario;
    private final Site site;
    private final Generators generators;
    private final @Nullable Database database;
    private final Town town;
    private final Path directory;
    private final Progress progress;
    private final SteadyLoad load;
    private final Measured measured = new Measured();

    /** What was counted when the warm-up was over: what cold processes refused is not told of warm ones. */
    private Counts warm = new Counts(Map.of());

    /** How many changes the log had before anybody came. */
    private long logged;

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
        this.load = new SteadyLoad(scenario, site, generators, progress);
    }

    /** Takes all steps. */
    Measured run() throws InterruptedException, IOException {
        for (String step : scenario.steps()) {
            String[] words = step.split(":");
            int seconds = words.length > 1 ? Integer.parseInt(words[1]) : 0;
            switch (words[0]) {
                case "join" -> join();
                case "idle" -> idle(seconds);
                case "warm" -> warm(seconds, words.length > 2 ? Integer.parseInt(words[2]) : 1);
                case "mix" -> load.run(seconds, 1, measured);
                case "soak" -> soak(seconds);
                case "knee" -> warm = new Knee(scenario, generators, load, progress).run(seconds, measured);
                case "storm" -> storm();
                case "kill" -> kill(seconds);
                case "slow" -> new SlowReaders(scenario, nodes(), generators, load, progress).run(seconds, measured);
                case "roll" -> new RollingRestart(scenario, nodes(), generators, load, town, progress).run(measured);
                case "history" -> new HistoryDepth(nodes(), database(), progress).run(seconds, measured);
                case "check" -> check();
                default -> throw new LoadException("There is no step " + step + ".");
            }
        }
        return measured;
    }

    private void join() throws InterruptedException {
        logged = logged();
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
        load.awaitStillness();
        progress.step("warm; " + generators.complaints());
        warm = generators.stats();
    }

    /** The mix for long, and what the servers hold more after it. */
    private void soak(int seconds) throws InterruptedException {
        site.collect();
        double needed = site.needed();
        double heap = site.heap();
        load.run(seconds, 1, measured);
        site.collect();
        measured.put(Metric.GROWN, (site.needed() - needed) / 1_024);
        measured.put(Metric.GROWN_HEAP, (site.heap() - heap) / 1_024);
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
        return database == null ? Double.NaN : database.transactions();
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

    /** Kills the last node while people write for some seconds; its people come back at the others. */
    private void kill(int mixed) throws InterruptedException {
        progress.step("killing a node");
        Counts before = generators.stats();
        generators.mix(scenario, mixed);
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
        load.awaitAnswers(before);
    }

    private void check() throws InterruptedException, IOException {
        progress.step("counting what is missing");
        double missed = database == null ? generators.stats().of("missing") : owed();
        Counts stats = generators.stats();
        measured.put(Metric.MISSED, missed);
        measured.put(Metric.DOUBLED, stats.of("doubled"));
        double lost = 0;
        if (database != null) {
            measured.put(Metric.MISNUMBERED, stats.of("misnumbered"));
            lost = Math.max(0, stats.of("acknowledged") - (logged() - logged));
            measured.put(Metric.LOST, lost);
        }
        measured.put(Metric.UNANSWERED, stats.of("posted") - stats.of("acknowledged") - stats.of("refused"));
        measured.put(Metric.LATE, stats.of("late"));
        measured.put(Metric.FETCHED, stats.of("fetched"));
        measured.put(Metric.CLOSED, stats.since(warm, "closed"));
        measured.put(Metric.REFUSED, stats.since(warm, "refused"));
        measured.judge(missed + lost + stats.of("doubled") + stats.of("misnumbered"));
        String complaints = generators.complaints();
        if (!complaints.isEmpty()) {
            progress.step("the generators heard " + complaints);
        }
    }

    /** What sockets are owed when nothing comes any more. */
    private long owed() throws InterruptedException, IOException {
        long owed = Long.MAX_VALUE;
        for (long still = System.nanoTime(); owed != 0 && seconds(still) < STILL_SECONDS; ) {
            Thread.sleep(500);
            long now = generators.owed(Files.write(directory.resolve("heads"), heads()));
            if (now != owed) {
                still = System.nanoTime();
            }
            owed = now;
        }
        return owed;
    }

    /** How many changes the database has of all rooms; each message is one. */
    private long logged() {
        return database == null
                ? 0
                : heads().stream().mapToLong(Long::parseLong).sum();
    }

    /** How far each room has come, as the database says. */
    private List<String> heads() {
        return database().use(it -> {
            List<String> found = new ArrayList<>();
            try (Statement statement = it.createStatement();
                    ResultSet rows = statement.executeQuery(town.headsQuery())) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        });
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
