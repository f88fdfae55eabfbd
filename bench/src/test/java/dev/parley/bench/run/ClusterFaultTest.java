package dev.parley.bench.run;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bench.check.Checker;
import dev.parley.bench.check.Entry;
import dev.parley.bench.check.Exercised;
import dev.parley.bench.check.History;
import dev.parley.bench.check.Report;
import dev.parley.bench.check.Row;
import dev.parley.bench.client.Account;
import dev.parley.bench.client.Device;
import dev.parley.bench.client.Rest;
import dev.parley.bench.client.Sockets;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three nodes, forty people who write, and one node after the other killed with -9: nothing acknowledged is lost, and everybody ends with the same log.
 *
 * <p>The faults follow the progress of the sends: a node is killed in the midst of a burst, when some of it has been acknowledged and some has not; the next one when the killed one is back. Everything that is drawn by lot comes
 * from a seed, which is printed; {@code -Dparley.seed} repeats it.
 */
@Tag("cluster")
@Timeout(300)
class ClusterFaultTest {

    private static final int NODES = 3;
    private static final int PEOPLE = 40;
    private static final int ROOMS = 5;
    private static final int ROOMS_EACH = 2;
    private static final int KILLS = 6;
    private static final int BURST = 4;

    /** Three nodes and the people share the processors with whatever else is being built: twice what the contract allows. */
    private static final long SILENCE_MS = 2 * Checker.SILENCE_MS;

    private static final long ENOUGH_NANOS = SECONDS.toNanos(60);

    private final long seed = Long.getLong("parley.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final History history = new History();
    private final Semaphore acknowledged = new Semaphore(0);
    private final List<CompletableFuture<Boolean>> sends = new ArrayList<>();
    private final List<Device> devices = new ArrayList<>();
    private final List<Account> people = new ArrayList<>();
    private final List<String> rooms = new ArrayList<>();
    private int texts;

    @Test
    void nothingIsLostWhenNodesAreKilledInTurn() throws Exception {
        System.out.println("seed " + seed);
        Path directory = Files.createTempDirectory("parley-fault");
        try (TestCluster cluster = new TestCluster(directory, NODES);
                HttpClient http = Rest.client();
                Sockets sockets = new Sockets(1)) {
            List<Rest> nodes = cluster.addresses().stream()
                    .map(node -> new Rest(http, node))
                    .toList();
            settleIn(nodes.getFirst(), cluster.addresses(), sockets);
            killInTurn(cluster);
            awaitAll(nodes.getFirst());
            readAfresh(nodes, cluster.addresses());
            devices.forEach(device -> device.stop().orTimeout(10, SECONDS).join());
        }
        judge();
    }

    private void settleIn(Rest rest, List<URI> nodes, Sockets sockets) throws Exception {
        try (ExecutorService workers = Executors.newFixedThreadPool(4)) {
            List<Future<Account>> signUps = IntStream.range(0, PEOPLE)
                    .mapToObj(i -> workers.submit(() -> rest.signUp("person" + i, "a long test password")))
                    .toList();
            for (Future<Account> signUp : signUps) {
                people.add(signUp.get());
            }
        }
        for (int i = 0; i < ROOMS; i++) {
            rooms.add(rest.createRoom(people.get(i), "room " + i));
        }
        for (int i = 0; i < PEOPLE; i++) {
            List<URI> order = new ArrayList<>(nodes);
            Collections.rotate(order, i);
            for (String room : roomsOf(i)) {
                rest.join(people.get(i), room);
            }
            Device device = new Device("person" + i, people.get(i), order, sockets, history, random.nextLong());
            device.start(roomsOf(i));
            devices.add(device);
        }
        burst();
        acknowledged.acquire(sends.size());
    }

    private void killInTurn(TestCluster cluster) throws InterruptedException {
        long start = System.nanoTime();
        for (int kill = 0; kill < KILLS && System.nanoTime() - start < ENOUGH_NANOS; kill++) {
            int victim = kill % NODES;
            acknowledged.drainPermits();
            burst();
            acknowledged.acquire(1 + random.nextInt(PEOPLE));
            history.add(at -> new Entry.Fault(at, "node" + victim, "kill -9"));
            cluster.kill(victim);
            burst();
            cluster.restart(victim);
        }
    }

    /** Everybody writes a few messages into each room of theirs. */
    private void burst() {
        for (int i = 0; i < PEOPLE; i++) {
            for (String room : roomsOf(i)) {
                for (int n = 0; n < BURST; n++) {
                    CompletableFuture<Boolean> sent = devices.get(i).post(room, "text " + ++texts);
                    sent.thenRun(acknowledged::release);
                    sends.add(sent);
                }
            }
        }
    }

    private void awaitAll(Rest rest) throws Exception {
        for (CompletableFuture<Boolean> sent : sends) {
            assertThat(sent.get(60, SECONDS)).isTrue();
        }
        for (int room = 0; room < ROOMS; room++) {
            long rev = rest.rev(people.get(room), rooms.get(room));
            for (int i = 0; i < PEOPLE; i++) {
                if (roomsOf(i).contains(rooms.get(room))) {
                    awaitHolds(devices.get(i), rooms.get(room), rev);
                }
            }
        }
    }

    private static void awaitHolds(Device device, String room, long rev) throws Exception {
        try {
            device.holds(room, rev).get(30, SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "not complete up to " + rev + ": " + device.state().get(5, SECONDS), e);
        }
    }

    private void readAfresh(List<Rest> nodes, List<URI> addresses) {
        for (int room = 0; room < ROOMS; room++) {
            String id = rooms.get(room);
            for (int node = 0; node < NODES; node++) {
                List<Row> rows = nodes.get(node).log(people.get(room), id);
                String address = addresses.get(node).toString();
                history.add(at -> new Entry.Log(at, "reader", address, id, rows));
            }
        }
    }

    private void judge() throws Exception {
        Report report = Checker.check(history, SILENCE_MS);
        System.out.println(report.text());
        Files.createDirectories(Path.of("target"));
        history.writeTo(Path.of("target", "cluster-fault.jsonl"));
        assertThat(report.clean()).as(report.text()).isTrue();
        Exercised exercised = report.exercised();
        assertThat(exercised.acknowledged()).isEqualTo(sends.size());
        assertThat(exercised.faults()).isGreaterThanOrEqualTo(NODES);
        assertThat(exercised.inDoubt()).as("sends in doubt").isPositive();
        assertThat(exercised.healedByFetch()).as("healed by fetch").isPositive();
        assertThat(exercised.moved()).as("sockets moved").isPositive();
    }

    private List<String> roomsOf(int person) {
        return IntStream.range(0, ROOMS_EACH)
                .mapToObj(i -> rooms.get((person + i) % ROOMS))
                .toList();
    }
}
