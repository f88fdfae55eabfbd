package dev.parley.bench.run;

import dev.parley.bench.client.Account;
import dev.parley.bench.client.Rest;
import dev.parley.bench.load.Contender;
import dev.parley.bench.load.LoadException;
import dev.parley.bench.load.ParleyDialect;
import dev.parley.bench.load.Plan;
import dev.parley.bench.load.Progress;
import dev.parley.bench.load.Server;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A node of Parley as a contender: its data is made once, its process anew for each run. */
final class ParleyContender implements Contender {

    /** The same collector and heap for every contender on the JVM. */
    static final List<String> MEMORY = List.of("-XX:+UseG1GC", "-Xmx1g");

    private static final int AT_ONCE = 8;
    private static final int SIGN_UPS = 200;
    private static final long ANNOUNCE_SECONDS = 600;
    private static final long LOOK_MS = 100;
    private static final String PASSWORD = "a long bench password";

    private final Path directory;
    private List<Account> accounts = List.of();
    private List<String> rooms = List.of();

    ParleyContender(Path directory) {
        this.directory = directory;
    }

    @Override
    public String name() {
        return "parley";
    }

    @Override
    public String about() {
        return "Parley " + Flags.version()
                + ", one node with its embedded PostgreSQL and Redis, as it comes but for the limits per address and person;"
                + " every message is committed with fsync before it is told to anybody";
    }

    @Override
    public void prepare(Plan plan, Progress progress) {
        Settings.write(directory.resolve("bench.yaml"), "parley-bench", Ports.free());
        int port = Ports.free();
        try (ServerProcess process = node(port);
                HttpClient http = Rest.client();
                ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE)) {
            Rest rest = new Rest(http, uri(port));
            accounts = signUp(rest, workers, plan.people(), progress);
            List<String> made = IntStream.range(0, plan.rooms())
                    .mapToObj(room -> rest.createRoom(accounts.get(room), "bench " + room))
                    .toList();
            rooms = IntStream.range(0, plan.people())
                    .mapToObj(person -> made.get(person % plan.rooms()))
                    .toList();
            all(
                    workers,
                    IntStream.range(plan.rooms(), plan.people())
                            .<Callable<Boolean>>mapToObj(person -> () -> {
                                rest.join(accounts.get(person), rooms.get(person));
                                return true;
                            })
                            .toList());
            for (int room = 0; room < plan.rooms(); room++) {
                awaitAnnounced(rest, room, Collections.frequency(rooms, made.get(room)), progress);
            }
        }
    }

    /** Returns when the log of a room tells of its creation and of everybody who came in after: they are announced later, and must not be while something is measured. */
    private void awaitAnnounced(Rest rest, int room, int members, Progress progress) {
        progress.step("parley: waiting until all " + members + " are announced in room " + room);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANNOUNCE_SECONDS);
        for (long head = -1; head != members; ) {
            head = rest.rev(accounts.get(room), rooms.get(room));
            if (System.nanoTime() > end) {
                throw new LoadException("The log of a room of " + members + " stands at " + head + ".");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException("Interrupted.");
        }
    }

    /** Every password is hashed as slowly as the node does it for everybody, so that many people take minutes. */
    private static List<Account> signUp(Rest rest, ExecutorService workers, int people, Progress progress) {
        List<Account> made = new ArrayList<>();
        for (int first = 0; first < people; first += SIGN_UPS) {
            progress.step("parley: signing up, " + first + " of " + people);
            made.addAll(all(
                    workers,
                    IntStream.range(first, Math.min(people, first + SIGN_UPS))
                            .<Callable<Account>>mapToObj(person -> () -> rest.signUp("person" + person, PASSWORD))
                            .toList()));
        }
        return made;
    }

    @Override
    public Server start() {
        int port = Ports.free();
        return new StartedServer(
                node(port), new ParleyDialect(uri(port), accounts), rooms, () -> Leftovers.in(directory));
    }

    @Override
    public void close() {}

    private ServerProcess node(int port) {
        return ServerProcess.start(
                "parley",
                MEMORY,
                Settings.command("run", port, directory.resolve("data"), directory.resolve("bench.yaml")),
                directory);
    }

    private static URI uri(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    private static <T> List<T> all(ExecutorService workers, List<Callable<T>> calls) {
        try {
            List<Future<T>> answers = workers.invokeAll(calls);
            List<T> results = new ArrayList<>();
            for (Future<T> answer : answers) {
                results.add(answer.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException("Interrupted.");
        } catch (ExecutionException e) {
            throw new LoadException("The people could not be made: " + e.getCause());
        }
    }
}
