package dev.parley.bench.check;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** C16: a client that does not read while much is sent to it loses its socket, and all others hold everything before it reads again. To whoever has no seat somewhere just then perhaps nothing is sent. */
final class SlowReaders implements Rule {

    /** What is told of a client that does not read: on which socket it is, whether the others have everything, and since when it reads again. */
    private static final class Deaf {
        private final String client;
        private final int socket;
        private boolean othersComplete;
        private boolean unseated;
        private long readsAgain = Long.MAX_VALUE;

        Deaf(String client, int socket) {
            this.client = client;
            this.socket = socket;
        }
    }

    private final long limitNanos;

    SlowReaders(long limitMs) {
        limitNanos = TimeUnit.MILLISECONDS.toNanos(limitMs);
    }

    @Override
    public String id() {
        return "C16";
    }

    @Override
    public String name() {
        return "slow reader";
    }

    @Override
    public void find(Facts facts, Breaches breaches) {
        Map<String, Integer> sockets = new HashMap<>();
        Map<String, Deaf> deaf = new HashMap<>();
        Map<String, String> people = new HashMap<>();
        Set<String> unseated = new HashSet<>();
        for (Entry entry : facts.entries) {
            switch (entry) {
                case Entry.Open it -> sockets.put(it.client(), it.socket());
                case Entry.Close it -> sockets.remove(it.client(), it.socket());
                case Entry.Fault it -> {
                    if (it.what().equals(Faults.DEAF)) {
                        Deaf one = new Deaf(it.node(), sockets.getOrDefault(it.node(), 0));
                        String user = people.getOrDefault(it.node(), "");
                        one.unseated = unseated.stream().anyMatch(seat -> seat.startsWith(user + ' '));
                        deaf.put(it.node(), one);
                    }
                }
                case Entry.Person it -> people.put(it.client(), it.user());
                case Entry.Seating it -> {
                    if (!it.on()) {
                        unseated.add(it.user() + ' ' + it.room());
                        deaf.values().stream()
                                .filter(one -> it.user().equals(people.get(one.client)))
                                .forEach(one -> one.unseated = true);
                    }
                }
                case Entry.Seated it -> {
                    if (it.on()) {
                        unseated.remove(it.user() + ' ' + it.room());
                    }
                }
                case Entry.Complete it -> deaf.values().forEach(one -> one.othersComplete = true);
                case Entry.Healed it -> {
                    Deaf one = it.what().equals(Faults.DEAF) ? deaf.remove(it.node()) : null;
                    if (one != null) {
                        one.readsAgain = it.at();
                        judge(facts, one, breaches);
                    }
                }
                default -> {}
            }
        }
    }

    private void judge(Facts facts, Deaf one, Breaches breaches) {
        if (!one.othersComplete) {
            breaches.add(one.client + one.socket, "others were held up while " + one.client + " did not read");
        }
        Entry.Close close = facts.closeOf(one.client, one.socket);
        boolean kept =
                close == null ? facts.end > one.readsAgain + limitNanos : close.at() > one.readsAgain + limitNanos;
        if (one.socket > 0 && kept && !one.unseated) {
            breaches.add(one.client + ' ' + one.socket, one.client + " kept its socket although it did not read");
        }
    }
}
