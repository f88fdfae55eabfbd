package dev.parley.bench.check;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** C16: a client that does not read while much is sent to it loses its socket, and all others hold everything before it reads again. */
final class SlowReaders implements Rule {

    /** What is told of a client that does not read: on which socket it is, whether the others have everything, and since when it reads again. */
    private static final class Deaf {
        private final String client;
        private final int socket;
        private boolean othersComplete;
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
        for (Entry entry : facts.entries) {
            switch (entry) {
                case Entry.Open it -> sockets.put(it.client(), it.socket());
                case Entry.Close it -> sockets.remove(it.client(), it.socket());
                case Entry.Fault it -> {
                    if (it.what().equals(Faults.DEAF)) {
                        deaf.put(it.node(), new Deaf(it.node(), sockets.getOrDefault(it.node(), 0)));
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
        if (one.socket > 0 && kept) {
            breaches.add(one.client + ' ' + one.socket, one.client + " kept its socket although it did not read");
        }
    }
}
