package dev.parley.bench.check;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** C7: nothing that was written after somebody's removal reaches them, on any path, and nothing at all reaches a session that has ended. */
final class Leak implements Rule {

    private record Place(String user, String room) {}

    /** A session that has ended: when nothing may reach it any more, and the socket it was on until that is closed. */
    private record Over(long at, long until, int socket) {}

    private record Version(String room, long rev) {}

    private final Limits limits;

    Leak(Limits limits) {
        this.limits = limits;
    }

    @Override
    public String id() {
        return "C7";
    }

    @Override
    public String name() {
        return "leak";
    }

    @Override
    public void find(Facts facts, Breaches breaches) {
        new Search(facts, breaches).run();
    }

    private final class Search {

        private final Facts facts;
        private final Breaches breaches;
        private final Gone gone;
        private final Map<Version, Long> births = new HashMap<>();

        /** Of each room, by rev: when the youngest message that has this rev or a smaller one was asked for. */
        private final Map<String, TreeMap<Long, Long>> latest = new HashMap<>();

        private final Map<Place, Long> removed = new HashMap<>();
        private final Map<String, Over> ended = new HashMap<>();
        private final Map<String, Integer> sockets = new HashMap<>();

        Search(Facts facts, Breaches breaches) {
            this.facts = facts;
            this.breaches = breaches;
            this.gone = new Gone(facts.entries, limits);
            changes();
            posts();
        }

        /** Finds out what had been asked for when each rev was taken. */
        private void posts() {
            facts.acknowledged.forEach((sent, oks) -> {
                Entry.Invoke invoke = facts.invoked.get(sent);
                if (invoke != null) {
                    oks.forEach(ok -> latest.computeIfAbsent(sent.room(), room -> new TreeMap<>())
                            .merge(ok.rev(), invoke.at(), Math::max));
                }
            });
            latest.values().forEach(revs -> {
                long last = Long.MIN_VALUE;
                for (Map.Entry<Long, Long> rev : revs.entrySet()) {
                    last = Math.max(last, rev.getValue());
                    rev.setValue(last);
                }
            });
        }

        /** Finds out when the states of messages that were changed were asked for. */
        private void changes() {
            Map<Version, Long> seen = new HashMap<>();
            facts.entries.forEach(entry -> {
                if (entry instanceof Entry.Apply it) {
                    seen.putIfAbsent(new Version(it.room(), it.row().rev()), it.at());
                }
            });
            facts.changes
                    .values()
                    .forEach(changes -> changes.forEach(change -> {
                        Entry.Changed done = facts.changed.get(change.key());
                        if (done == null) {
                            return;
                        }
                        Version version = new Version(change.room(), done.row().rev());
                        // whoever takes back a reaction that is not there is answered with what was there before
                        if (seen.getOrDefault(version, Long.MAX_VALUE) > change.at()) {
                            births.putIfAbsent(version, change.at());
                        }
                    }));
        }

        void run() {
            facts.entries.forEach(this::look);
            ended.forEach((client, over) -> kept(client, over, facts.end));
        }

        private void look(Entry entry) {
            switch (entry) {
                case Entry.Seated it -> {
                    if (!it.on()) {
                        removed.put(new Place(it.user(), it.room()), gone.removed(it.at()));
                    }
                }
                case Entry.Seating it -> {
                    if (it.on()) {
                        removed.remove(new Place(it.user(), it.room()));
                    }
                }
                case Entry.Open it -> sockets.put(it.client(), it.socket());
                case Entry.LoggedOut it ->
                    ended.put(
                            it.client(),
                            new Over(
                                    it.at(),
                                    gone.loggedOut(it.client(), it.at()),
                                    sockets.getOrDefault(it.client(), 0)));
                case Entry.LoggedIn it -> {
                    kept(it.client(), ended.get(it.client()), it.at());
                    ended.remove(it.client());
                }
                case Entry.Close it -> {
                    sockets.remove(it.client(), it.socket());
                    Over over = ended.get(it.client());
                    if (over != null && over.socket == it.socket()) {
                        kept(it.client(), over, it.at());
                        ended.put(it.client(), new Over(over.at, over.until, 0));
                    }
                }
                case Entry.Deliver it -> reached(it.at(), it.client(), it.room(), it.row());
                case Entry.Apply it -> reached(it.at(), it.client(), it.room(), it.row());
                case Entry.Read it -> read(it);
                default -> {}
            }
        }

        private void reached(long at, String client, String room, Row row) {
            Over over = ended.get(client);
            if (over != null && at > over.until) {
                breaches.add(client + row, client + " got " + row + " after its session had ended");
            }
            Long end = removed.get(new Place(facts.people.getOrDefault(client, client), room));
            Long birth = birth(room, row);
            if (end != null && birth != null && birth > end) {
                breaches.add(client + row, client + " got " + row + " of " + room + " after its removal");
            }
        }

        private void read(Entry.Read it) {
            Long end = removed.get(new Place(it.user(), it.room()));
            if (end != null && it.began() > end) {
                breaches.add(it, it.user() + " read " + it.room() + " through " + it.node() + " after its removal");
            }
        }

        /** A socket of a session that has ended is closed in time, unless its node stands still. */
        private void kept(String client, @Nullable Over over, long at) {
            if (over != null && over.socket > 0 && at > gone.closed(client, over.at)) {
                breaches.add(client + over.at, client + " kept its socket after its session had ended");
            }
        }

        /** When this state of a message was asked for, and of what the server wrote something that was asked for before it was stored; null where that cannot be told. */
        private @Nullable Long birth(String room, Row row) {
            if (!row.text()) {
                Map.Entry<Long, Long> before =
                        latest.getOrDefault(room, new TreeMap<>()).floorEntry(row.rev());
                return before == null ? null : before.getValue();
            }
            Entry.Invoke invoke = facts.invoked.get(row.sent(room));
            if (invoke != null
                    && invoke.content().equals(row.content())
                    && row.reactions().isEmpty()) {
                return invoke.at();
            }
            return births.get(new Version(room, row.rev()));
        }
    }
}
