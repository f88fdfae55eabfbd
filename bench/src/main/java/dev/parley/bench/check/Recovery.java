package dev.parley.bench.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * C10, which is reported: how long it took to recover, in milliseconds, in order, for each kind of fault. {@link Promises} judges what a promise names.
 *
 * @param first from the end of the fault until the next acknowledgement of a message
 * @param complete from the end of the fault until every client held all that was there
 * @param live from the loss of a socket by a client until all its rooms were live again
 * @param answered from a send while the database was gone until there was an answer to it
 */
public record Recovery(
        Map<String, List<Long>> first,
        Map<String, List<Long>> complete,
        Map<String, List<Long>> live,
        Map<String, List<Long>> answered) {

    static Recovery in(Facts facts) {
        Search search = new Search();
        facts.entries.forEach(search::look);
        search.end(facts.end);
        Unstored unstored = new Unstored();
        facts.entries.forEach(unstored::look);
        return new Recovery(
                sorted(sinceHealed(facts, Entry.Ok.class)),
                sorted(sinceHealed(facts, Entry.Complete.class)),
                sorted(search.live),
                sorted(unstored.answered));
    }

    /** What did not come to pass before the next fault, or at all, took at least until then. */
    private static Map<String, List<Long>> sinceHealed(Facts facts, Class<? extends Entry> until) {
        Map<String, List<Long>> times = new TreeMap<>();
        Entry.Healed healed = null;
        for (Entry entry : facts.entries) {
            if (entry instanceof Entry.Healed it && Faults.whole(it.what())) {
                healed = it;
            } else if (healed != null && (until.isInstance(entry) || entry instanceof Entry.Fault)) {
                add(times, healed.what(), entry.at() - healed.at());
                healed = null;
            }
        }
        if (healed != null) {
            add(times, healed.what(), facts.end - healed.at());
        }
        return times;
    }

    private static void add(Map<String, List<Long>> times, String fault, long nanos) {
        times.computeIfAbsent(fault, what -> new ArrayList<>()).add(TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    private static Map<String, List<Long>> sorted(Map<String, List<Long>> times) {
        times.values().forEach(Collections::sort);
        return times;
    }

    /** The times of this run and of another. */
    public Recovery and(Recovery other) {
        return new Recovery(
                both(first, other.first),
                both(complete, other.complete),
                both(live, other.live),
                both(answered, other.answered));
    }

    private static Map<String, List<Long>> both(Map<String, List<Long>> one, Map<String, List<Long>> other) {
        Map<String, List<Long>> all = new TreeMap<>(one);
        other.forEach((fault, times) -> all.merge(fault, times, (mine, theirs) -> {
            List<Long> both = new ArrayList<>(mine);
            both.addAll(theirs);
            Collections.sort(both);
            return both;
        }));
        return all;
    }

    /** The times as lines for people. */
    public String text() {
        return text("C10 first ok after", first)
                + text("    complete after", complete)
                + text("    live again after", live)
                + text("    answered while", answered);
    }

    private static String text(String what, Map<String, List<Long>> faults) {
        StringBuilder out = new StringBuilder();
        faults.forEach((fault, times) -> out.append("%-19s %-18s p50 %5d ms, p99 %5d ms, longest %5d ms, %d times%n"
                .formatted(what, fault, at(times, 0.5), at(times, 0.99), times.getLast(), times.size())));
        return out.toString();
    }

    /** The time within which such a part of them was. */
    static long at(List<Long> times, double part) {
        return times.get((int) Math.min(times.size() - 1L, (long) Math.ceil(part * times.size()) - 1));
    }

    /** How long clients that lost their sockets were not live. Rooms in which their person has no seat are not waited for, nor clients whose session has ended. */
    private static final class Search {

        private final Map<String, List<Long>> live = new TreeMap<>();
        private final Map<String, Set<String>> topics = new HashMap<>();
        private final Map<String, String> people = new HashMap<>();
        private final Map<String, Set<String>> unseated = new HashMap<>();
        private final Map<String, Long> lostAt = new HashMap<>();
        private final Map<String, String> lostBy = new HashMap<>();
        private final Map<String, Set<String>> missing = new HashMap<>();
        private String fault = "";

        private void look(Entry entry) {
            switch (entry) {
                case Entry.Fault it -> fault = Faults.whole(it.what()) ? it.what() : fault;
                case Entry.Person it -> people.put(it.client(), it.user());
                case Entry.Watch it ->
                    topics.computeIfAbsent(it.client(), client -> new HashSet<>())
                            .add(topic(it.room()));
                case Entry.Close it -> {
                    if (!it.bySelf() && !fault.isEmpty()) {
                        lost(it);
                    }
                }
                case Entry.Seating it -> {
                    if (!it.on()) {
                        unseated.computeIfAbsent(it.user(), user -> new HashSet<>())
                                .add(topic(it.room()));
                        List.copyOf(missing.keySet()).stream()
                                .filter(client -> it.user().equals(people.get(client)))
                                .forEach(client -> leave(client, topic(it.room())));
                    }
                }
                case Entry.Seated it -> {
                    if (it.on()) {
                        unseated.getOrDefault(it.user(), new HashSet<>()).remove(topic(it.room()));
                    }
                }
                case Entry.LoggingOut it -> forget(it.client());
                case Entry.LoggedIn it -> forget(it.client());
                case Entry.Answered it -> answered(it);
                default -> {}
            }
        }

        private static String topic(String room) {
            return "room." + room;
        }

        private void lost(Entry.Close it) {
            Set<String> open = new HashSet<>(topics.getOrDefault(it.client(), Set.of()));
            open.removeAll(unseated.getOrDefault(people.getOrDefault(it.client(), ""), Set.of()));
            if (!open.isEmpty()) {
                lostAt.putIfAbsent(it.client(), it.at());
                lostBy.putIfAbsent(it.client(), fault);
                missing.put(it.client(), open);
            }
        }

        private void leave(String client, String topic) {
            Set<String> open = missing.getOrDefault(client, new HashSet<>());
            open.remove(topic);
            if (open.isEmpty()) {
                forget(client);
            }
        }

        private void answered(Entry.Answered it) {
            Set<String> open = missing.get(it.client());
            if (open != null && it.reason().isEmpty() && open.remove(it.call()) && open.isEmpty()) {
                again(it.client(), it.at());
                forget(it.client());
            }
        }

        /** Who never was live again took at least until the end. */
        private void end(long at) {
            missing.keySet().forEach(client -> again(client, at));
        }

        private void again(String client, long at) {
            add(live, lostBy.getOrDefault(client, ""), at - lostAt.getOrDefault(client, at));
        }

        private void forget(String client) {
            lostAt.remove(client);
            lostBy.remove(client);
            missing.remove(client);
        }
    }

    /** How long it took to answer what was sent while the database was gone. */
    private static final class Unstored {

        private final Map<String, List<Long>> answered = new TreeMap<>();
        private final Map<String, Entry.Invoke> open = new HashMap<>();
        private final Map<String, String> during = new HashMap<>();
        private String fault = "";
        private boolean gone;

        private void look(Entry entry) {
            switch (entry) {
                case Entry.Fault it -> {
                    fault = Faults.whole(it.what()) ? it.what() : fault;
                    gone |= it.what().equals(Faults.GONE);
                }
                case Entry.Healed it -> gone &= !it.what().equals(Faults.GONE);
                case Entry.Invoke it -> {
                    open.remove(it.client() + it.key());
                    if (gone) {
                        open.put(it.client() + it.key(), it);
                        during.put(it.client() + it.key(), fault);
                    }
                }
                case Entry.Ok it -> answer(it.client() + it.key(), it.at());
                case Entry.Retry it -> answer(it.client() + it.key(), it.at());
                case Entry.Rejected it -> answer(it.client() + it.key(), it.at());
                default -> {}
            }
        }

        private void answer(String send, long at) {
            Entry.Invoke attempt = open.remove(send);
            if (attempt != null) {
                add(answered, during.getOrDefault(send, ""), at - attempt.at());
            }
        }
    }
}
