package dev.parley.bench;

import dev.parley.bench.load.DurableSends;
import dev.parley.bench.load.HotRoom;
import dev.parley.bench.load.LoadException;
import dev.parley.bench.load.Progress;
import dev.parley.bench.load.Scenario;
import dev.parley.bench.run.Bench;
import dev.parley.bench.run.ClusterBench;
import dev.parley.bench.run.ClusterScenario;
import dev.parley.bench.run.Peer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The command {@code ./parley bench}: measures Parley, and peers beside it in the same run. */
public final class Main {

    private static final List<Scenario> SCENARIOS = List.of(new HotRoom(), new DurableSends());
    private static final int REPETITIONS = 5;

    private static final String HELP = """
            ./parley bench list                 the scenarios and the peers
            ./parley bench SCENARIO             runs one, beside all peers that can do it

              --peers stock,netty | none        only these peers, separated by commas
              --people N                        so many, instead of as many as the scenario has
              --rooms N                         durable-sends: in so many rooms; 1 for a single hot one
              --repetitions N                   how often each is measured, in turn (5, hundred-thousand: 1)
              --set NAME=VALUE                  another number than the file of a scenario of large crowds has (people, messages, ...), or
                                                other steps: --set steps=join,idle:20,mix:60,check; may be repeated
              --quick                           small and short, once: shows that it works, measures nothing
              --out DIR                         where the report goes (bench/target/reports)
            """;

    private Main() {}

    /** Runs one command. */
    public static void main(String[] arguments) {
        System.setProperty("logback.configurationFile", Bench.LOGGING);
        try {
            System.exit(run(new ArrayList<>(Arrays.asList(arguments))));
        } catch (LoadException e) {
            System.err.println("\nparley: " + e.getMessage());
            System.exit(1);
        } catch (IOException e) {
            System.err.println("\nparley: the bench cannot write: " + e.getMessage());
            System.exit(1);
        } catch (InterruptedException e) {
            System.exit(130);
        }
    }

    private static int run(List<String> arguments) throws IOException, InterruptedException {
        String command = arguments.isEmpty() ? "help" : arguments.removeFirst();
        if (command.equals("list")) {
            SCENARIOS.forEach(it -> System.out.printf("%-16s %s%n", it.name(), it.about()));
            ClusterScenario.all().forEach(it -> System.out.printf("%-16s %s%n", it.name(), it.about()));
            System.out.println("\npeers");
            Peer.all().forEach(it -> System.out.printf("%-16s %s%n", it.title(), it.what()));
            return 0;
        }
        if (command.equals("help") || command.equals("--help")) {
            System.out.print(HELP);
            return 0;
        }
        String typed = "./parley bench " + command + (arguments.isEmpty() ? "" : " " + String.join(" ", arguments));
        boolean quick = arguments.remove("--quick");
        Path out = Path.of(option(arguments, "--out", "bench/target/reports"));
        long start = System.nanoTime();
        Progress progress = what -> System.err.printf("%4d s  %s%n", (System.nanoTime() - start) / 1_000_000_000, what);
        Optional<ClusterScenario> cluster = ClusterScenario.named(command);
        System.out.println(
                cluster.isPresent()
                        ? cluster(cluster.get(), quick, arguments, typed, progress)
                                .run(out)
                        : single(scenario(command), quick, arguments, typed, progress)
                                .run(out));
        return 0;
    }

    private static Bench single(
            Scenario scenario, boolean quick, List<String> arguments, String typed, Progress progress) {
        int people = number("--people", 0, 20_000, option(arguments, "--people", "0"));
        int rooms = number("--rooms", 0, 20_000, option(arguments, "--rooms", "0"));
        int repetitions = repetitions(arguments, quick ? 1 : REPETITIONS);
        String peers = option(arguments, "--peers", String.join(",", scenario.peers()));
        refuse(arguments);
        List<String> names = peers.equals("none") ? List.of() : List.of(peers.split(","));
        return new Bench(scenario, scenario.plan(quick).with(people, rooms), repetitions, names, typed, progress);
    }

    private static ClusterBench cluster(
            ClusterScenario scenario, boolean quick, List<String> arguments, String typed, Progress progress) {
        if (quick) {
            scenario.quick();
        }
        int people = number("--people", 0, 1_000_000, option(arguments, "--people", "0"));
        if (people > 0) {
            scenario.set("people", String.valueOf(people));
        }
        for (String set = option(arguments, "--set", ""); !set.isEmpty(); set = option(arguments, "--set", "")) {
            String[] parts = set.split("=", 2);
            scenario.set(parts[0], parts.length > 1 ? parts[1].replace(',', ' ') : "");
        }
        int repetitions = repetitions(arguments, scenario.number("repetitions"));
        String peers = option(arguments, "--peers", String.join(",", scenario.peers()));
        refuse(arguments);
        List<String> names = peers.isEmpty() || peers.equals("none") ? List.of() : List.of(peers.split(","));
        return new ClusterBench(scenario, repetitions, names, typed, progress);
    }

    private static int repetitions(List<String> arguments, int otherwise) {
        return number("--repetitions", 1, 99, option(arguments, "--repetitions", String.valueOf(otherwise)));
    }

    private static void refuse(List<String> arguments) {
        if (!arguments.isEmpty()) {
            throw new LoadException("There is no option " + arguments.getFirst() + "; ./parley bench help lists them.");
        }
    }

    private static Scenario scenario(String name) {
        return SCENARIOS.stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new LoadException("There is no scenario " + name + "; ./parley bench list names them."));
    }

    private static String option(List<String> arguments, String name, String otherwise) {
        int at = arguments.indexOf(name);
        if (at < 0) {
            return otherwise;
        }
        if (at + 1 == arguments.size()) {
            throw new LoadException(name + " needs a value.");
        }
        arguments.remove(at);
        return arguments.remove(at);
    }

    private static int number(String option, int least, int most, String text) {
        if (text.matches("\\d{1,7}") && Integer.parseInt(text) >= least && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        throw new LoadException(option + " must be a number from " + least + " to " + most + ".");
    }
}
