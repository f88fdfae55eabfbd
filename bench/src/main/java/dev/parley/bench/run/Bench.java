package dev.parley.bench.run;

import dev.parley.bench.client.Sockets;
import dev.parley.bench.load.Contender;
import dev.parley.bench.load.LoadException;
import dev.parley.bench.load.Measured;
import dev.parley.bench.load.Plan;
import dev.parley.bench.load.Progress;
import dev.parley.bench.load.Scenario;
import dev.parley.bench.load.Server;
import dev.parley.bench.load.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs one scenario against Parley and its peers in turn, each time in a fresh process, and reports. */
public final class Bench {

    /** How the bench and its peers log: the resource that logback reads. */
    public static final String LOGGING = "bench-logback.xml";

    private final Scenario scenario;
    private final Plan plan;
    private final int repetitions;
    private final List<String> peers;
    private final String command;
    private final Progress progress;

    /** A bench of a scenario of some size; {@code command} is what is typed to repeat it. */
    public Bench(Scenario scenario, Plan plan, int repetitions, List<String> peers, String command, Progress progress) {
        this.scenario = scenario;
        this.plan = plan;
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
        List<Contender> contenders = contenders(directory, skipped);
        try (Sockets sockets = new Sockets(Runtime.getRuntime().availableProcessors())) {
            prepare(contenders, skipped);
            Map<String, Runs> runs = new LinkedHashMap<>();
            contenders.forEach(contender -> runs.put(contender.name(), new Runs()));
            for (int repetition = 1; repetition <= repetitions; repetition++) {
                List<Contender> turns = new ArrayList<>(contenders);
                Collections.rotate(turns, 1 - repetition);
                for (Contender contender : turns) {
                    runs.getOrDefault(contender.name(), new Runs()).add(once(contender, sockets, repetition));
                }
            }
            Map<String, String> abouts = new LinkedHashMap<>();
            contenders.forEach(contender -> abouts.put(contender.name(), contender.about()));
            Report report = new Report(scenario.name(), size(), repetitions, command, abouts, runs, skipped, machine);
            report.write(reports);
            return report.markdown();
        } finally {
            contenders.forEach(Contender::close);
            clean(directory);
        }
    }

    private String size() {
        return "%,d people, %,d room(s), phases of %d s after %d s of warm-up."
                .formatted(plan.people(), plan.rooms(), plan.seconds(), plan.warmUpSeconds());
    }

    private Measured once(Contender contender, Sockets sockets, int repetition) throws InterruptedException {
        String title = contender.name() + ", " + repetition + " of " + repetitions + ": ";
        progress.step(title + "starting");
        try {
            Optional<Measured> alone = contender.alone(plan);
            return alone.isPresent() ? alone.get() : served(contender, sockets, title);
        } catch (LoadException e) {
            progress.step(title + "given up: " + e.getMessage());
            Measured nothing = new Measured();
            nothing.invalid("it was given up: " + e.getMessage());
            return nothing;
        }
    }

    private Measured served(Contender contender, Sockets sockets, String title) throws InterruptedException {
        try (Server server = contender.start()) {
            return scenario.run(server, plan, sockets, what -> progress.step(title + what));
        }
    }

    private void prepare(List<Contender> contenders, List<String> skipped) {
        for (Contender contender : List.copyOf(contenders)) {
            try {
                contender.prepare(plan, progress);
            } catch (Unavailable e) {
                progress.step(contender.name() + " is skipped: " + e.getMessage());
                skipped.add(contender.name() + ", because " + e.getMessage());
                contender.close();
                contenders.remove(contender);
            }
        }
    }

    private List<Contender> contenders(Path directory, List<String> skipped) {
        List<Contender> contenders = new ArrayList<>();
        contenders.add(new ParleyContender(directory.resolve("parley")));
        for (String name : peers) {
            Peer peer = Peer.named(name);
            if (scenario.peers().contains(name)) {
                contenders.add(peer.contender(directory.resolve(name)));
            } else {
                skipped.add(name + ", because it cannot do " + scenario.name());
            }
        }
        return contenders;
    }

    /** Ends what still runs and deletes what it wrote. */
    private static void clean(Path directory) {
        ServerProcess.closeAll();
        Leftovers.clean(directory);
    }
}
