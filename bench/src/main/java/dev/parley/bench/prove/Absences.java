package dev.parley.bench.prove;

import dev.parley.bench.check.Entry;
import dev.parley.bench.check.History;
import dev.parley.bench.client.Account;
import dev.parley.bench.client.Device;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** People who are removed from rooms for a while, and devices that are logged out: for far longer than the contract gives the nodes to see to it. */
final class Absences {

    private static final long REMOVED_MS = 8_000;
    private static final long LOGGED_OUT_MS = 12_000;
    private static final long PEEK_MS = 300;

    private final Workload workload;
    private final People people;
    private final History history;
    private final Plan plan;
    private final Set<String> absent = ConcurrentHashMap.newKeySet();
    private final Set<Device> loggedOut = ConcurrentHashMap.newKeySet();

    Absences(Workload workload, People people, History history, Plan plan) {
        this.workload = workload;
        this.people = people;
        this.history = history;
        this.plan = plan;
    }

    /** Whether somebody has no seat in a room now, perhaps. */
    boolean removed(int person, String room) {
        return absent.contains(people.session(person).userId() + room);
    }

    /** Whether a device cannot follow a room now, because its person was removed or its session has ended. */
    boolean away(int device, String room) {
        return loggedOut.contains(workload.devices().get(device)) || removed(device, room);
    }

    /** Somebody loses a seat and comes back. */
    void removal(Random dice) {
        Shell.pause(500 + dice.nextInt(1_500));
        int person = plan.rooms() + dice.nextInt(people.count() - plan.rooms());
        List<String> mine = workload.roomsOf(person);
        String room = mine.get(dice.nextInt(mine.size()));
        Account account = people.session(person);
        String user = account.userId();
        if (!absent.add(user + room)) {
            return;
        }
        welcome(person, room, false);
        boolean removed = Workload.attempt(() -> {
            history.add(at -> new Entry.Seating(at, user, room, false));
            workload.anyNode(dice).remove(workload.owner(room), room, user);
            history.add(at -> new Entry.Seated(at, user, room, false));
        });
        long back = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REMOVED_MS);
        while (removed && !workload.over() && System.nanoTime() < back) {
            Shell.pause(PEEK_MS);
            workload.peek("removed", account, room, dice);
        }
        history.add(at -> new Entry.Seating(at, user, room, true));
        while (!Workload.attempt(() -> workload.anyNode(dice).join(people.session(person), room))) {
            Shell.pause(200);
        }
        history.add(at -> new Entry.Seated(at, user, room, true));
        absent.remove(user + room);
        welcome(person, room, true);
    }

    private void welcome(int person, String room, boolean there) {
        for (int device = person; device < workload.devices().size(); device += people.count()) {
            workload.devices().get(device).welcome(room, there);
        }
    }

    /** Ends a session of a device, and begins another when that is long enough ago to have come to pass. Where the outcome is not known the device leaves the former session itself. */
    void logOut(Random dice) {
        Shell.pause(1_000 + dice.nextInt(2_000));
        int device = people.count() + dice.nextInt(people.devices() - people.count());
        String name = workload.devices().get(device).name();
        if (!loggedOut.add(workload.devices().get(device))) {
            return;
        }
        boolean ended = Workload.attempt(() -> {
            history.add(at -> new Entry.LoggingOut(at, name));
            workload.anyNode(dice).logOut(people.session(device));
            history.add(at -> new Entry.LoggedOut(at, name));
        });
        long back = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOGGED_OUT_MS);
        do {
            Shell.pause(200);
        } while (ended && !workload.over() && System.nanoTime() < back);
        while (!Workload.attempt(
                () -> people.session(device, People.logIn(workload.anyNode(dice), device % people.count())))) {
            Shell.pause(200);
        }
        workload.devices().get(device).session(people.session(device));
        if (!ended) {
            workload.devices().get(device).hangUp();
        }
        loggedOut.remove(workload.devices().get(device));
    }
}
