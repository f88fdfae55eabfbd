package dev.parley.bench.prove;

import dev.parley.bench.check.Entry;
import dev.parley.bench.check.Faults;
import dev.parley.bench.check.History;
import dev.parley.bench.client.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Too much of something: of devices that send, or of messages for devices that do not read. */
final class Excess {

    private static final int LONG_TEXT = 7_900;
    private static final int EACH = 8;
    private static final double LEAST_OFFERED = 1_000;
    private static final double MOST_OFFERED = 20_000;
    private static final long ANSWERED_SECONDS = 20;
    private static final long SENT_SECONDS = 120;
    private static final long REFUSED_MS = 200;
    private static final long HELD_SECONDS = 20;

    private final Workload workload;
    private final People people;
    private final History history;
    private final Plan plan;
    private final Random random;

    Excess(Workload workload, People people, History history, Plan plan, Random random) {
        this.workload = workload;
        this.people = people;
        this.history = history;
        this.plan = plan;
        this.random = random;
    }

    /** Many more devices send: at first each as fast as it is answered, which shows what can be done, and then three times as much as that, on a schedule that waits for nobody. */
    void overload() {
        List<Device> flood = new ArrayList<>();
        for (int i = 0; i < 2 * people.devices(); i++) {
            Device device = workload.device("flood" + i + "-" + history.now(), i % people.count(), i);
            device.start(List.of());
            flood.add(device);
        }
        double capacity = asFastAsAnswered(flood, plan.overloadMs() / 3);
        history.add(at -> new Entry.Fault(at, "", Faults.FLOOD));
        onSchedule(flood, Math.clamp(3 * capacity, LEAST_OFFERED, MOST_OFFERED), plan.overloadMs() * 2 / 3);
        history.add(at -> new Entry.Healed(at, "", Faults.FLOOD));
        flood.forEach(device -> device.stop().join());
    }

    /** Gives how many a second were acknowledged while a few of each device were under way all the time; what is refused frees its place a little later. */
    private double asFastAsAnswered(List<Device> flood, long ms) {
        await(sent(flood));
        AtomicInteger open = new AtomicInteger();
        AtomicLong acknowledged = new AtomicLong();
        Executor later = CompletableFuture.delayedExecutor(REFUSED_MS, TimeUnit.MILLISECONDS);
        long start = System.nanoTime();
        long end = start + TimeUnit.MILLISECONDS.toNanos(ms);
        for (int i = 0; System.nanoTime() < end; i++) {
            while (open.get() >= EACH * flood.size()) {
                LockSupport.parkNanos(100_000);
            }
            open.incrementAndGet();
            once(flood, i).thenAccept(stored -> {
                if (stored) {
                    acknowledged.incrementAndGet();
                    open.decrementAndGet();
                } else {
                    later.execute(open::decrementAndGet);
                }
            });
        }
        double perSecond = acknowledged.get() * 1e9 / (System.nanoTime() - start);
        Shell.await(() -> open.get() == 0, ANSWERED_SECONDS, "Not all was answered.");
        return perSecond;
    }

    /** One message of each device, repeated until it is acknowledged: then all are connected. */
    private List<CompletableFuture<Boolean>> sent(List<Device> flood) {
        return IntStream.range(0, flood.size())
                .mapToObj(device -> flood.get(device).post(workload.floodRoom(device), workload.text()))
                .toList();
    }

    private CompletableFuture<Boolean> once(List<Device> flood, int number) {
        int device = number % flood.size();
        return flood.get(device).once(workload.floodRoom(device), workload.text());
    }

    private void onSchedule(List<Device> flood, double perSecond, long ms) {
        AtomicInteger open = new AtomicInteger();
        long start = System.nanoTime();
        long all = (long) (perSecond * ms / 1_000);
        for (int i = 0; i < all; i++) {
            LockSupport.parkNanos(start + (long) (i / perSecond * 1e9) - System.nanoTime());
            open.incrementAndGet();
            once(flood, i).whenComplete((stored, failure) -> open.decrementAndGet());
        }
        Shell.await(() -> open.get() == 0, ANSWERED_SECONDS, "An overload is not over.");
    }

    /** Two devices of the owner of a room, whom nobody removes, read nothing while long messages come, and go on when everybody else has them all. */
    void slowReaders() {
        int person = random.nextInt(plan.rooms());
        String room = workload.roomsOf(person).getFirst();
        List<Integer> deaf = List.of(person, person + people.count());
        List<Integer> members = IntStream.range(0, people.devices())
                .filter(device -> workload.roomsOf(device % people.count()).contains(room))
                .boxed()
                .toList();
        List<Integer> others =
                members.stream().filter(device -> !deaf.contains(device)).toList();
        deaf.forEach(device -> deaf(device, true));
        List<CompletableFuture<Boolean>> sends = new ArrayList<>();
        for (int i = 0; i < plan.longTexts(); i++) {
            Device writer = workload.devices().get(others.get(i % others.size()));
            sends.add(workload.sent(writer.post(room, workload.text() + ' ' + "x".repeat(LONG_TEXT))));
        }
        await(sends);
        if (workload.hold(others, room, HELD_SECONDS)) {
            history.add(Entry.Complete::new);
        }
        deaf.forEach(device -> deaf(device, false));
    }

    private void deaf(int number, boolean deaf) {
        Device device = workload.devices().get(number);
        if (deaf) {
            history.add(at -> new Entry.Fault(at, device.name(), Faults.DEAF));
        }
        device.deaf(deaf);
        if (!deaf) {
            history.add(at -> new Entry.Healed(at, device.name(), Faults.DEAF));
        }
    }

    private static void await(List<CompletableFuture<Boolean>> sends) {
        CompletableFuture<Void> all = CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new));
        Shell.await(all::isDone, SENT_SECONDS, "What was sent before an excess, or for one, has no outcome.");
    }
}
