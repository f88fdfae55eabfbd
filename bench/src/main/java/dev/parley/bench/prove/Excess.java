package dev.parley.bench.prove;

import dev.parley.bench.check.Entry;
import dev.parley.bench.check.History;
import dev.parley.bench.client.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Too much of something: of devices that send, or of messages for devices that do not read. */
final class Excess {

    private static final int LONG_TEXT = 7_900;

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

    /** Three times as many devices as otherwise, and all of them send without a pause for a few seconds. */
    void overload() {
        List<Device> more = new ArrayList<>();
        for (int i = 0; i < 2 * people.devices(); i++) {
            Device device = workload.device("flood" + i + "-" + history.now(), i % people.count(), i);
            device.start(List.of());
            more.add(device);
        }
        List<CompletableFuture<Boolean>> sends = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(plan.overloadMs());
        while (System.nanoTime() < end) {
            if (sends.stream().filter(send -> !send.isDone()).count() < 2L * more.size()) {
                for (int i = 0; i < more.size(); i++) {
                    for (String room : workload.roomsOf(i % people.count())) {
                        sends.add(workload.sent(more.get(i).post(room, workload.text())));
                    }
                }
            }
            Shell.pause(5);
        }
        await(sends);
        more.forEach(device -> device.stop().join());
    }

    /** Two devices of a room read nothing while long messages come. */
    void slowReaders() {
        int person = random.nextInt(people.count());
        String room = workload.roomsOf(person).getFirst();
        List<Device> all = workload.devices();
        List<Device> deaf = List.of(all.get(person), all.get(person + people.count()));
        deaf.forEach(device -> {
            history.add(at -> new Entry.Fault(at, device.name(), "deaf"));
            device.deaf(true);
        });
        List<CompletableFuture<Boolean>> sends = new ArrayList<>();
        for (int i = 0; i < plan.longTexts(); i++) {
            int device = random.nextInt(all.size());
            int writer = device % people.count();
            if (writer != person && workload.roomsOf(writer).contains(room)) {
                sends.add(workload.sent(all.get(device).post(room, workload.text() + ' ' + "x".repeat(LONG_TEXT))));
            }
        }
        await(sends);
        deaf.forEach(device -> {
            device.deaf(false);
            history.add(at -> new Entry.Healed(at, device.name(), "deaf"));
        });
    }

    private static void await(List<CompletableFuture<Boolean>> sends) {
        CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new)).join();
    }
}
