package dev.parley.bench.prove;

import dev.parley.bench.check.Entry;
import dev.parley.bench.check.History;
import dev.parley.bench.client.Account;
import dev.parley.bench.client.CallFailed;
import dev.parley.bench.client.Device;
import dev.parley.bench.client.Rest;
import dev.parley.bench.client.Sockets;
import dev.parley.bench.load.LoadException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What people do while things break: they write, change, react, read, lose seats and come back, log out and in, and change nodes. Each kind in a thread of its own. */
final class Workload {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int RECEIVE_BYTES = 16_384;
    private static final int FLOOD_ROOMS = 3;
    private static final long LOOK_MS = 10;
    private static final int MOST_UNSENT = 4_000;

    /** Now and then somebody writes so many messages without waiting. */
    private static final int SAID_AT_ONCE = 4;

    private static final int REMOVALS_AT_ONCE = 2;
    private static final int LOG_OUTS_AT_ONCE = 2;
    private static final long MOST_BEHIND = TimeUnit.MILLISECONDS.toNanos(100);

    private final Field field;
    private final People people;
    private final History history;
    private final Sockets sockets;
    private final Plan plan;
    private final Random random;
    private final List<String> rooms = new ArrayList<>();
    private final List<Device> devices = new ArrayList<>();
    private final AtomicInteger unsent = new AtomicInteger();
    private final Absences absences;
    private final Map<String, Map<String, Long>> bases = new HashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean over;
    private int texts;
    private long due = System.nanoTime();

    Workload(Field field, People people, History history, Sockets sockets, Plan plan, Random random) {
        this.field = field;
        this.people = people;
        this.history = history;
        this.sockets = sockets;
        this.plan = plan;
        this.random = random;
        this.absences = new Absences(this, people, history, plan);
    }

    /** Sockets whose buffers are small, so that a reader that does not read is noticed soon. */
    static Sockets sockets() {
        return new Sockets(1, RECEIVE_BYTES);
    }

    List<String> rooms() {
        return rooms;
    }

    List<Device> devices() {
        return devices;
    }

    /** The rooms of a person. */
    List<String> roomsOf(int person) {
        List<String> mine = new ArrayList<>();
        for (int i = 0; i < plan.roomsEach(); i++) {
            mine.add(rooms.get((person + i) % plan.rooms()));
        }
        return mine;
    }

    /** The room that a device of a flood sends to: its person is in it, and nobody follows it. */
    String floodRoom(int device) {
        return rooms.get(plan.rooms() + device % people.count() % FLOOD_ROOMS);
    }

    /** All rooms that a person has a seat in. */
    List<String> placesOf(int person) {
        List<String> all = new ArrayList<>(roomsOf(person));
        all.add(floodRoom(person));
        return all;
    }

    private void seat(Rest rest, Account account, String room) {
        history.add(at -> new Entry.Seating(at, account.userId(), room, true));
        rest.join(account, room);
        history.add(at -> new Entry.Seated(at, account.userId(), room, true));
    }

    /** Waits until devices hold a room to its end, as it is now, or are away; false when they do not in time. */
    boolean hold(List<Integer> which, String room, long seconds) {
        long rev = rest(0).rev(owner(room), room);
        List<Wait> waits = which.stream()
                .map(device -> new Wait(device, room, devices.get(device).holds(room, rev)))
                .toList();
        return hold(waits, seconds).isEmpty();
    }

    /** Waits until devices hold what they are to hold or are away; gives those that do not in time. */
    List<Wait> hold(List<Wait> waits, long seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<Wait> left = new ArrayList<>(waits);
        Predicate<Wait> over = wait -> wait.reached.isDone() || absences.away(wait.device, wait.room);
        for (left.removeIf(over); !left.isEmpty() && System.nanoTime() < end; left.removeIf(over)) {
            Shell.pause(LOOK_MS);
        }
        return left;
    }

    /** What a device is to hold of a room. */
    record Wait(int device, String room, CompletableFuture<Void> reached) {}

    /** The person who made a room. */
    Account owner(String room) {
        return people.session(rooms.indexOf(room));
    }

    /** Makes the rooms, seats everybody, and connects every device. */
    void settle() {
        Rest rest = rest(0);
        for (int room = 0; room < plan.rooms() + FLOOD_ROOMS; room++) {
            Account owner = people.session(room);
            String id = rest.createRoom(owner, (room < plan.rooms() ? "room " : "flood room ") + room);
            rooms.add(id);
            history.add(at -> new Entry.Made(at, owner.userId(), id));
        }
        for (int person = 0; person < people.count(); person++) {
            for (String room : placesOf(person)) {
                seat(rest, people.session(person), room);
            }
        }
        for (int device = 0; device < people.devices(); device++) {
            devices.add(device("device" + device, device, device));
            devices.getLast().start(roomsOf(device % people.count()));
        }
        field.nodes().forEach(node -> bases.put(node.name() + node.life(), node.counters()));
    }

    /** A device that is not connected yet. */
    Device device(String name, int session, int firstNode) {
        List<java.net.URI> order = new ArrayList<>(field.addresses());
        java.util.Collections.rotate(order, firstNode);
        return new Device(name, people.session(session), order, sockets, history, random.nextLong());
    }

    /** Begins. */
    void start() {
        begin("writers", this::write);
        for (int i = 0; i < REMOVALS_AT_ONCE; i++) {
            begin("removals", absences::removal);
        }
        for (int i = 0; i < LOG_OUTS_AT_ONCE; i++) {
            begin("log-outs", absences::logOut);
        }
        begin("wanderers", this::wander);
        begin("reader 1", dice -> read("reader-1", dice));
        begin("reader 2", dice -> read("reader-2", dice));
    }

    /** Each draws for itself, so that what it does is drawn again with the same seed, whoever is faster. */
    private void begin(String name, Consumer<Random> what) {
        Random dice = new Random(random.nextLong());
        threads.add(Thread.ofVirtual()
                .name(name)
                .uncaughtExceptionHandler((thread, why) -> failures.add(name + " ended with " + why))
                .start(() -> {
                    while (!over) {
                        what.accept(dice);
                    }
                }));
    }

    /** Ends; everybody has a seat again, and a session. A {@link LoadException} when somebody ended before. */
    void stop() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw new LoadException("Not everything was done until the end: " + failures);
        }
        for (int person = 0; person < people.count(); person++) {
            for (String room : roomsOf(person)) {
                rest(0).join(people.session(person), room);
            }
        }
    }

    /** Somebody sends something; the round waits for its outcome. */
    CompletableFuture<Boolean> sent(CompletableFuture<Boolean> send) {
        unsent.incrementAndGet();
        send.whenComplete((outcome, failure) -> unsent.decrementAndGet());
        return send;
    }

    /** How much of what was sent has no outcome yet. */
    int unsent() {
        return unsent.get();
    }

    /** Whether the workload is to end. */
    boolean over() {
        return over;
    }

    /** Writes down what a node has counted until now, because it is about to end. */
    void note(NodeProcess node) {
        Map<String, Long> base = bases.getOrDefault(node.name() + node.life(), Map.of());
        Map<String, Long> since = new HashMap<>();
        node.counters().forEach((counter, value) -> since.put(counter, value - base.getOrDefault(counter, 0L)));
        if (!since.isEmpty()) {
            history.add(at -> new Entry.Served(at, node.name(), node.life(), since));
        }
    }

    // ---- what people do

    /** So many times a second, unless more is under way than can be sent soon after whatever is broken is whole. */
    private void write(Random dice) {
        due = Math.max(due, System.nanoTime() - MOST_BEHIND) + TimeUnit.SECONDS.toNanos(1) / plan.perSecond();
        LockSupport.parkNanos(due - System.nanoTime());
        if (unsent.get() > MOST_UNSENT) {
            return;
        }
        int device = dice.nextInt(devices.size());
        List<String> mine = roomsOf(device % people.count());
        String room = mine.get(dice.nextInt(mine.size()));
        Device who = devices.get(device);
        int what = dice.nextInt(100);
        if (what < 2) {
            due += (SAID_AT_ONCE - 1) * TimeUnit.SECONDS.toNanos(1) / plan.perSecond();
            for (int i = 0; i < SAID_AT_ONCE; i++) {
                sent(who.post(room, text()));
            }
        } else if (what < 76) {
            sent(who.post(room, text()));
        } else if (what < 82) {
            sent(who.change(room, Entry.Kind.EDIT, text()));
        } else if (what < 84) {
            sent(who.change(room, Entry.Kind.DELETE, ""));
        } else if (what < 90) {
            sent(who.change(room, what < 88 ? Entry.Kind.REACT : Entry.Kind.UNREACT, ""));
        } else {
            who.markRead(room);
        }
    }

    /** Words that nobody has written before. */
    synchronized String text() {
        return "text " + ++texts;
    }

    private void wander(Random dice) {
        Shell.pause(700 + dice.nextInt(1_000));
        devices.get(dice.nextInt(devices.size())).hangUp();
    }

    private void read(String reader, Random dice) {
        Shell.pause(100);
        int person = dice.nextInt(people.count());
        List<String> mine = roomsOf(person);
        String room = mine.get(dice.nextInt(mine.size()));
        if (!absences.removed(person, room)) {
            peek(reader, people.session(person), room, dice);
        }
    }

    /** Reads the newest page of a room through any node. */
    void peek(String reader, Account account, String room, Random dice) {
        int node = dice.nextInt(field.nodes().size());
        String where = field.node(node).address().toString();
        int call = dice.nextInt();
        history.add(at -> new Entry.Open(at, reader, call, where));
        history.add(at -> new Entry.Asked(at, reader, call, "newest " + call));
        long began = history.now();
        try {
            Rest.Page page = rest(node).newest(account, room, 20);
            history.add(at -> new Entry.Answered(at, reader, call, "newest " + call));
            history.add(at -> new Entry.Read(
                    at, began, account.userId(), where, room, page.headSeq(), page.headRev(), page.rows()));
        } catch (CallFailed failed) {
            history.add(at -> failed.unanswered()
                    ? new Entry.Close(at, reader, call, false, 0)
                    : new Entry.Answered(at, reader, call, "newest " + call, failed.reason()));
        }
    }

    // ---- whom they ask

    /** Does something; false when that failed. */
    static boolean attempt(Runnable what) {
        try {
            what.run();
            return true;
        } catch (CallFailed failed) {
            return false;
        }
    }

    Rest anyNode(Random dice) {
        return rest(dice.nextInt(field.nodes().size()));
    }

    Rest rest(int node) {
        return new Rest(field.http(), field.node(node).address(), PATIENCE);
    }
}
