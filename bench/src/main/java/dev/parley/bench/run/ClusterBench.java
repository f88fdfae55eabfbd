package dev.parley.bench.run;

import dev.parley.bench.load.Measured;
import dev.parley.bench.load.Progress;
import dev.parley.bench.load.Town;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs a scenario of large crowds against fresh clusters and reports. */
public final class ClusterBench {

    private final ClusterScenario scenario;
    private final int repetitions;
    private final String command;
    private final Progress progress;

    /** A bench of a scenario; {@code command} is what people type to repeat it. */
    public ClusterBench(ClusterScenario scenario, int repetitions, String command, Progress progress) {
        this.scenario = scenario;
        this.repetitions = repetitions;
        this.command = command;
        this.progress = progress;
    }

    /** Runs all repetitions, writes the report into a directory, and gives it as Markdown. */
    public String run(Path reports) throws InterruptedException, IOException {
        Path directory = Files.createTempDirectory("parley-bench");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> clean(directory), "clean"));
        Runs runs = new Runs();
        try {
            for (int repetition = 1; repetition <= repetitions; repetition++) {
                String title = repetition + " of " + repetitions + ": ";
                runs.add(once(directory.resolve("run" + repetition), what -> progress.step(title + what)));
            }
        } finally {
            clean(directory);
        }
        String about = "Parley " + Flags.version() + ", " + scenario.number("nodes")
                + " node(s) with an embedded PostgreSQL and Redis for all, as it comes but for the limits per address and"
                + " person; every message is committed with fsync before it is told to anybody; one generator process for each"
                + " node";
        Report report = new Report(
                scenario.name(),
                scenario.size(),
                repetitions,
                command,
                Map.of("parley", about),
                Map.of("parley", runs),
                List.of());
        report.write(reports);
        return report.markdown();
    }

    private Measured once(Path directory, Progress steps) throws InterruptedException {
        int people = scenario.number("people");
        int each = scenario.number("roomsEach");
        Town town = new Town(people, Math.max(1, people * each / scenario.number("members")), each);
        settle(town, directory, steps);
        steps.step("starting " + scenario.number("nodes") + " node(s)");
        try (Cluster cluster = new Cluster(directory, scenario.number("nodes"));
                Database database = cluster.database();
                Generators generators = new Generators(
                        town, cluster.addresses(), database.signer().text(), directory)) {
            return new ClusterRun(scenario, cluster, generators, database, town, directory, steps).run();
        } finally {
            Leftovers.clean(directory);
        }
    }

    /** Puts the people into the database with a node that is stopped then: it would hold what it saw change. */
    private static void settle(Town town, Path directory, Progress steps) {
        steps.step("settling %,d people in %,d rooms".formatted(town.people(), town.rooms()));
        try (Cluster cluster = new Cluster(directory, 1);
                Database database = cluster.database()) {
            database.use(it -> {
                town.settle(it);
                return town;
            });
        }
    }

    private static void clean(Path directory) {
        ServerProcess.closeAll();
        Leftovers.clean(directory);
    }
}
