package dev.parley.bench.run;

import dev.parley.bench.load.Contender;
import dev.parley.bench.load.LoadException;
import dev.parley.bench.load.Measured;
import dev.parley.bench.load.Progress;
import dev.parley.bench.load.Town;
import dev.parley.bench.load.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a scenario of large crowds against fresh clusters and reports. */
public final class ClusterBench {

    private final ClusterScenario scenario;
    private final int repetitions;
    private final List<String> peers;
    private final String command;
    private final Progress progress;

    /** A bench of a scenario; {@code command} is what people type to repeat it. */
    public ClusterBench(
            ClusterScenario scenario, int repetitions, List<String> peers, String command, Progress progress) {
        this.scenario = scenario;
        this.repetitions = repetitions;
        this.peers = peers;
        this.command = command;
        this.progress = progress;
    }

    /** Runs all repetitions, writes the report into a directory, and gives it as Markdown. */
    public String run(Path reports) throws InterruptedException, IOException {
        Path directory = Files.createTempDirectory("parley-bench");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> clean(directory), "clean"));
        String machine = Machine.describe();
        List<String> skipped = new ArrayList<>();
        Map<String, TownContender> others = new LinkedHashMap<>();
        Map<String, Entrant> entrants = own(directory);
        Map<String, Runs> runs = new LinkedHashMap<>();
        try {
            for (String peer : peers) {
                settle(Peer.named(peer).contender(directory.resolve(peer)), others, skipped);
            }
            others.forEach((name, peer) ->
                    entrants.put(name, new Entrant(peer.about(), steps -> once(peer, directory, steps))));
            entrants.keySet().forEach(name -> runs.put(name, new Runs()));
            for (int repetition = 1; repetition <= repetitions; repetition++) {
                List<Map.Entry<String, Entrant>> turns = new ArrayList<>(entrants.entrySet());
                Collections.rotate(turns, 1 - repetition);
                for (Map.Entry<String, Entrant> turn : turns) {
                    String title = turn.getKey() + ", " + repetition + " of " + repetitions + ": ";
                    runs.getOrDefault(turn.getKey(), new Runs())
                            .add(once(turn.getValue(), what -> progress.step(title + what)));
                }
            }
        } finally {
            others.values().forEach(TownContender::close);
            clean(directory);
        }
        Map<String, String> abouts = new LinkedHashMap<>();
        entrants.forEach((name, entrant) -> abouts.put(name, entrant.about()));
        Report report =
                new Report(scenario.name(), scenario.size(), repetitions, command, abouts, runs, skipped, machine);
        report.write(reports);
        return report.markdown();
    }

    /** Whoever takes a turn in each repetition. */
    private record Entrant(String about, Turn turn) {}

    private interface Turn {
        Measured take(Progress steps) throws InterruptedException, IOException;
    }

    /** Parley; where a scenario compares sizes of clusters, the first is called so and the others by their size. */
    private Map<String, Entrant> own(Path directory) {
        Map<String, Entrant> own = new LinkedHashMap<>();
        for (int nodes : scenario.sizes()) {
            ClusterScenario sized = scenario.on(nodes);
            own.put(
                    own.isEmpty() ? "parley" : nodes + " nodes",
                    new Entrant(about(nodes), steps -> once(sized, directory.resolve("parley"), steps)));
        }
        return own;
    }

    private static String about(int nodes) {
        return "Parley " + Flags.version() + ", " + nodes
                + " node(s) with an embedded PostgreSQL and Redis for all, as it comes but for the limits per address and"
                + " person" + (NodeJvm.here().trained() ? ", started with what ./parley train has learned" : "")
                + "; every message is committed with fsync before it is told to anybody; one generator process for each"
                + " node";
    }

    private void settle(Contender peer, Map<String, TownContender> others, List<String> skipped) {
        if (!scenario.peers().contains(peer.name()) || !(peer instanceof TownContender able)) {
            skipped.add(peer.name() + ", because it cannot do " + scenario.name());
            return;
        }
        try {
            progress.step("settling people at " + peer.name());
            able.settle(scenario.town(), progress);
            others.put(peer.name(), able);
        } catch (Unavailable e) {
            progress.step(peer.name() + " is skipped: " + e.getMessage());
            skipped.add(peer.name() + ", because " + e.getMessage());
            peer.close();
        }
    }

    private static Measured once(Entrant entrant, Progress steps) throws InterruptedException, IOException {
        try {
            return entrant.turn().take(steps);
        } catch (LoadException e) {
            steps.step("given up: " + e.getMessage());
            Measured nothing = new Measured();
            nothing.invalid("it was given up: " + e.getMessage());
            return nothing;
        }
    }

    private Measured once(TownContender peer, Path directory, Progress steps) throws InterruptedException, IOException {
        steps.step("starting");
        try (Site site = peer.start(scenario.number("nodes"));
                Generators generators =
                        new Generators(scenario.town(), site.addresses(), peer.tongue(), peer.key(), directory)) {
            return new ClusterRun(scenario, site, generators, null, scenario.town(), directory, steps).run();
        }
    }

    private static Measured once(ClusterScenario sized, Path directory, Progress steps)
            throws InterruptedException, IOException {
        Town town = sized.town();
        settle(town, directory, steps);
        steps.step("starting " + sized.number("nodes") + " node(s)");
        try (Cluster cluster = new Cluster(directory, sized.number("nodes"));
                Database database = cluster.database();
                Generators generators = new Generators(
                        town, cluster.addresses(), "parley", database.signer().text(), directory)) {
            return new ClusterRun(sized, cluster, generators, database, town, directory, steps).run();
        } finally {
            Leftovers.clean(directory);
        }
    }

    /** Puts the people into the database with a node that is stopped then: it would hold what it saw change. */
    static void settle(Town town, Path directory, Progress steps) {
        steps.step("settling %,d people in %,d rooms".formatted(town.people(), town.rooms()));
        try (Cluster cluster = new Cluster(directory, 1, NodeJvm.here(), NodeJvm.MEMORY);
                Database database = cluster.database()) {
            database.use(it -> {
                town.settle(it);
                WalFiles.use(it);
                return town;
            });
        }
    }

    static void clean(Path directory) {
        ServerProcess.closeAll();
        Leftovers.clean(directory);
    }
}
