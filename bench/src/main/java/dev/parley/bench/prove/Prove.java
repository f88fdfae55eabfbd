package dev.parley.bench.prove;

import dev.parley.bench.check.Deliveries;
import dev.parley.bench.check.Exercised;
import dev.parley.bench.check.Limits;
import dev.parley.bench.check.Overload;
import dev.parley.bench.check.Promises;
import dev.parley.bench.check.Recovery;
import dev.parley.bench.check.Report;
import dev.parley.bench.load.LoadException;
import dev.parley.bench.run.Bench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The command {@code ./parley prove}: breaks a real installation and judges what its clients saw. */
public final class Prove {

    private static final long ROUND_SECONDS = 240;

    private static final String HELP = """
            ./parley prove                 breaks real nodes and what they stand on, and judges what their clients saw

              --minutes N                  how long things are broken (5)
              --fault NAME,NAME            only these; without it all of them in turn:
                                           %s
              --seed S                     repeats the draw of an earlier run
              --loopback                   all nodes on the loopback, although they could be cut from each other
              --out DIR                    where histories and logs go when a rule was broken (bench/target/prove)
            """;

    private final long seed;
    private final long minutes;
    private final List<Fault> faults;
    private final boolean loopback;
    private final Path out;
    private final long start = System.nanoTime();
    private @Nullable Exercised exercised;
    private @Nullable Recovery recovery;
    private @Nullable Deliveries deliveries;
    private @Nullable Overload overload;

    private Prove(long seed, long minutes, List<Fault> faults, boolean loopback, Path out) {
        this.seed = seed;
        this.minutes = minutes;
        this.faults = faults;
        this.loopback = loopback;
        this.out = out;
    }

    /** Runs the command; the exit code is 0 when no rule was broken, every promise of a time was kept, and everything was exercised. */
    public static void main(String[] arguments) {
        System.setProperty("logback.configurationFile", Bench.LOGGING);
        List<String> options = new ArrayList<>(Arrays.asList(arguments));
        try {
            if (options.contains("help") || options.contains("--help")) {
                System.out.printf(HELP, String.join(", ", Fault.ids()));
                System.exit(0);
            }
            System.exit(read(options).run() ? 0 : 1);
        } catch (LoadException | IOException e) {
            System.err.println("\nparley: " + e.getMessage());
            System.exit(1);
        } catch (InterruptedException e) {
            System.exit(130);
        }
    }

    private static Prove read(List<String> options) {
        boolean loopback = options.remove("--loopback");
        String seed = option(options, "--seed", String.valueOf(System.nanoTime()));
        String minutes = option(options, "--minutes", "5");
        String names = option(options, "--fault", String.join(",", Fault.ids()));
        Path out = Path.of(option(options, "--out", "bench/target/prove"));
        if (!options.isEmpty()) {
            throw new LoadException("There is no option " + options.getFirst() + "; ./parley prove help lists them.");
        }
        if (!minutes.matches("[1-9]\\d{0,4}") || !seed.matches("-?\\d{1,18}")) {
            throw new LoadException("--minutes and --seed must be numbers.");
        }
        List<Fault> faults = Arrays.stream(names.split(","))
                .map(name -> Fault.of(name)
                        .orElseThrow(() ->
                                new LoadException("There is no fault " + name + "; ./parley prove help lists them.")))
                .toList();
        return new Prove(Long.parseLong(seed), Long.parseLong(minutes), faults, loopback, out);
    }

    private static String option(List<String> options, String name, String otherwise) {
        int at = options.indexOf(name);
        if (at < 0) {
            return otherwise;
        }
        if (at + 1 == options.size()) {
            throw new LoadException(name + " needs a value.");
        }
        options.remove(at);
        return options.remove(at);
    }

    private boolean run() throws IOException, InterruptedException {
        System.out.println("seed " + seed);
        Abandoned.clean();
        boolean clean = true;
        try (Field field = new Field(Abandoned.directory(), Plan.FULL.nodes(), List.of(), loopback)) {
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
                String value = field.stores().setting(setting);
                System.out.println("PostgreSQL " + setting + " " + value);
                clean &= value.equals("on");
            }
            List<Fault> possible = possible(field);
            say("signing up " + Plan.FULL.people() + " people");
            People people = new People(field.rest(0), Plan.FULL.people());
            Schedule schedule = new Schedule(possible, new Random(seed));
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
            for (int number = 1; System.nanoTime() < end && clean; number++) {
                clean = round(field, people, schedule, number, end);
            }
        }
        return summary(clean);
    }

    private List<Fault> possible(Field field) {
        List<Fault> possible = new ArrayList<>();
        for (Fault fault : faults) {
            String missing = fault.missing(field.net().cuts(), NodeProcess.canShiftClocks());
            if (missing == null) {
                possible.add(fault);
            } else {
                System.out.println("skipped: " + fault.id() + " " + missing);
            }
        }
        if (possible.isEmpty()) {
            throw new LoadException("None of these can be broken here.");
        }
        return possible;
    }

    private boolean round(Field field, People people, Schedule schedule, int number, long end)
            throws IOException, InterruptedException {
        long roundEnd = Math.min(end, System.nanoTime() + TimeUnit.SECONDS.toNanos(ROUND_SECONDS));
        Round round = new Round(field, people, Plan.FULL, seed + number, what -> say("round " + number + ": " + what));
        Report report = round.run(() -> System.nanoTime() < roundEnd ? schedule.next() : null, Limits.CONTRACT);
        exercised = exercised == null ? report.exercised() : exercised.and(report.exercised());
        recovery = recovery == null ? report.recovery() : recovery.and(report.recovery());
        deliveries = deliveries == null ? report.deliveries() : deliveries.and(report.deliveries());
        overload = overload == null ? report.overload() : overload.and(report.overload());
        say("round " + number + (report.clean() ? ": no breach" : ": BROKEN " + report.broken()));
        if (!report.clean()) {
            System.out.println(report.text());
            Path file = out.resolve("seed-" + seed + "-round-" + number + ".jsonl");
            round.writeTo(file);
            field.writeLogs(out.resolve("seed-" + seed));
            System.out.println("The history is in " + file + ", the logs of the nodes are beside it");
        }
        return report.clean();
    }

    private boolean summary(boolean clean) {
        if (exercised == null || recovery == null || deliveries == null || overload == null) {
            return false;
        }
        System.out.print(recovery.text() + deliveries.text() + overload.text() + exercised.text());
        List<String> missing = exercised.missing();
        if (clean && !missing.isEmpty()) {
            System.out.println("Not exercised, so not shown: " + String.join(", ", missing));
        }
        List<String> late = Promises.missed(recovery, deliveries, overload);
        late.forEach(System.out::println);
        boolean kept = clean && late.isEmpty();
        System.out.println((kept ? missing.isEmpty() ? "green" : "no breach, but not all was exercised" : "RED")
                + ", seed " + seed);
        return kept && missing.isEmpty();
    }

    private void say(String what) {
        System.err.printf("%4d s  %s%n", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start), what);
    }

    /** Which fault comes next: each as often as its share, in an order drawn by lot, and then again. */
    static final class Schedule {

        private final List<Fault> faults;
        private final Random random;
        private final Deque<Fault> next = new ArrayDeque<>();

        Schedule(List<Fault> faults, Random random) {
            this.faults = List.copyOf(faults);
            this.random = random;
        }

        Fault next() {
            if (next.isEmpty()) {
                List<Fault> order = new ArrayList<>();
                faults.forEach(fault -> order.addAll(Collections.nCopies(fault.share(), fault)));
                Collections.shuffle(order, random);
                next.addAll(order);
            }
            return next.removeFirst();
        }
    }
}
