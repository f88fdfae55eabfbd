package dev.parley.bench.prove;

import dev.parley.bench.check.Checker;
import dev.parley.bench.check.Entry;
import dev.parley.bench.check.History;
import dev.parley.bench.check.Limits;
import dev.parley.bench.check.Report;
import dev.parley.bench.check.Row;
import dev.parley.bench.client.Account;
import dev.parley.bench.client.Device;
import dev.parley.bench.client.Rest;
import dev.parley.bench.client.Sockets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One round: new rooms, a workload, one fault after the other, and the judgement when all is whole and quiet again. */
final class Round {

    private static final long COMPLETE_SECONDS = 60;
    private static final long WONDER_SECONDS = 3;
    private static final long FIRST_SECONDS = 10;
    private static final long EMPTY_SECONDS = 15;

    private static final long LOOK_MS = 10;

    private final Field field;
    private final People people;
    private final Plan plan;
    private final Random random;
    private final History history = new History();
    private final Consumer<String> progress;

    Round(Field field, People people, Plan plan, long seed, Consumer<String> progress) {
        this.field = field;
        this.people = people;
        this.plan = plan;
        this.random = new Random(seed);
        this.progress = progress;
    }

    /** Runs faults until there are no more; gives the judgement. */
    Report run(Supplier<@Nullable Fault> faults, Limits limits) throws InterruptedException {
        idle(false);
        try (Sockets sockets = Workload.sockets()) {
            Workload workload = new Workload(field, people, history, sockets, plan, new Random(random.nextLong()));
            workload.settle();
            complete(workload, Device::holds);
            workload.start();
            Excess excess = new Excess(workload, people, history, plan, new Random(random.nextLong()));
            Breaker breaker = new Breaker(field, history, workload, excess, new Random(random.nextLong()));
            for (Fault fault = faults.get(); fault != null; fault = faults.get()) {
                progress.accept(fault.id());
                Shell.pause(plan.pauseMs() + random.nextInt((int) plan.pauseMs()));
                fault.run(breaker);
                int healed = history.size();
                complete(workload, Device::shows);
                acknowledged(healed);
                breaker.rest();
            }
            progress.accept("waiting until everybody is complete");
            Shell.pause(1_000);
            workload.stop();
            sent(workload);
            announced();
            complete(workload, Device::holds);
            readAfresh(workload);
            field.nodes().forEach(workload::note);
            for (Device device : workload.devices()) {
                device.stop().orTimeout(20, TimeUnit.SECONDS).join();
            }
        }
        idle(true);
        return Checker.check(history, limits);
    }

    /** Writes the history down, one line of JSON for each entry. */
    void writeTo(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        history.writeTo(file);
    }

    /** Waits a while for the first acknowledgement since what was broken is whole; how long it takes is left to the promises. */
    private void acknowledged(int healed) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(FIRST_SECONDS);
        while (!history.has(Entry.Ok.class, healed) && System.nanoTime() < end) {
            Shell.pause(LOOK_MS);
        }
    }

    /** Waits until everything that was sent has an outcome; what never has is left to the rules. */
    private void sent(Workload workload) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(COMPLETE_SECONDS);
        while (workload.unsent() > 0 && System.nanoTime() < end) {
            Shell.pause(LOOK_MS);
        }
        for (Device device : workload.unsent() == 0 ? List.<Device>of() : workload.devices()) {
            device.unsent().join().forEach((room, sends) -> {
                progress.accept(device.name() + " has no outcome of " + sends + " sends");
                history.add(at -> new Entry.Unsent(at, device.name(), room, sends));
            });
        }
    }

    /** Waits until the services have done what they owe: a change of members is told in the room by a job, and a job whose node was killed is done when its lease has ended. */
    private void announced() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(COMPLETE_SECONDS);
        while (field.stores().jobs() > 0 && System.nanoTime() < end) {
            Shell.pause(10 * LOOK_MS);
        }
        long left = field.stores().jobs();
        long dead = field.stores().deadJobs();
        history.add(at -> new Entry.Jobs(at, left, dead));
    }

    /** When a device has a room as far as a rev. */
    private interface Reach {

        CompletableFuture<Void> of(Device device, String room, long rev);
    }

    /** Waits until every device has its rooms to their ends, unless it is away; those that never do are left to the rules. */
    private void complete(Workload workload, Reach reach) {
        Map<String, Long> revs = field.stores().revs();
        List<Workload.Wait> waits = new ArrayList<>();
        for (int device = 0; device < workload.devices().size(); device++) {
            for (String room : workload.roomsOf(device % people.count())) {
                CompletableFuture<Void> reached =
                        reach.of(workload.devices().get(device), room, revs.getOrDefault(room, 0L));
                waits.add(new Workload.Wait(device, room, reached));
            }
        }
        List<Workload.Wait> left = workload.hold(waits, WONDER_SECONDS);
        left.stream()
                .map(wait -> workload.devices().get(wait.device()))
                .distinct()
                .forEach(device ->
                        progress.accept("not complete: " + device.state().join()));
        if (left.isEmpty() || workload.hold(left, COMPLETE_SECONDS).isEmpty()) {
            history.add(Entry.Complete::new);
        }
    }

    /** Reads every log in the database and, through all nodes at once, as the owners of the rooms. */
    private void readAfresh(Workload workload) {
        for (String room : workload.rooms()) {
            List<Row> stored =
                    field.stores().log(room).stream().map(history::same).toList();
            history.add(at -> new Entry.Log(at, "database", "database", room, stored));
            for (Stores.Tally it : field.stores().tallies(room)) {
                history.add(at -> new Entry.Tallied(at, room, it.seq(), it.emoji(), it.counted(), it.there()));
            }
        }
        IntStream.range(0, field.nodes().size()).parallel().forEach(node -> {
            String where = field.node(node).address().toString();
            for (String room : workload.rooms()) {
                Account reader = workload.owner(room);
                List<Row> rows = workload.rest(node).log(reader, room).stream()
                        .map(history::same)
                        .toList();
                history.add(at -> new Entry.Log(at, reader.username(), where, room, rows));
            }
            count(workload, node);
        });
    }

    /** What a node says of everybody's places; of a place that it does not tell of it says nothing but zeros. */
    private void count(Workload workload, int node) {
        String where = field.node(node).address().toString();
        Map<String, Integer> members = new HashMap<>();
        for (String room : workload.rooms()) {
            members.put(room, workload.rest(node).members(workload.owner(room), room));
        }
        for (int person = 0; person < people.count(); person++) {
            Account account = people.session(person);
            Map<String, Rest.Place> places = new HashMap<>();
            workload.placesOf(person).forEach(room -> places.put(room, new Rest.Place(room, 0, 0, 0, 0, 0)));
            workload.rest(node).overview(account).forEach(place -> places.put(place.room(), place));
            places.keySet().retainAll(members.keySet());
            places.values()
                    .forEach(place -> history.add(at -> new Entry.Counted(
                            at,
                            where,
                            account.userId(),
                            place.room(),
                            place.lastRead(),
                            place.unread(),
                            place.headSeq(),
                            place.headRev(),
                            place.memberCount(),
                            members.getOrDefault(place.room(), 0))));
        }
    }

    /** What every node holds while nobody is connected. */
    private void idle(boolean after) {
        for (int node = 0; node < field.nodes().size(); node++) {
            NodeProcess process = field.node(node);
            Wire wire = field.postgresWire(node);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(EMPTY_SECONDS);
            Map<String, Long> held = new HashMap<>(process.counters());
            while (held.getOrDefault("sockets", 0L) > 0 && System.nanoTime() < end) {
                Shell.pause(200);
                held = new HashMap<>(process.counters());
            }
            Map<String, Long> now = new HashMap<>();
            now.put("sockets", held.getOrDefault("sockets", -1L));
            now.put("subscriptions", held.getOrDefault("subscriptions", -1L));
            now.put("database connections", (long) wire.connections());
            if (after) {
                now.put("MiB resident at most", process.mostResidentMiB());
            }
            now.put("heap MiB", process.heapMiB());
            history.add(at -> new Entry.Idle(at, process.name(), after, now));
        }
    }
}
