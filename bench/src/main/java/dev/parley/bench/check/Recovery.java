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
 */
public record Recovery(Map<String, List<Long>> first, Map<String, List<Long>> complete, Map<String, List<Long>> live) {

    static Recovery in(Facts facts) {
        Search search = new Search();
        facts.entries.forEach(search::look);
        return new Recovery(
                sorted(sinceHealed(facts, Entry.Ok.class)),
                sorted(sinceHealed(facts, Entry.Complete.class)),
                sorted(search.live));
    }

    private static Map<String, List<Long>> sinceHealed(Facts facts, Class<? extends Entry> until) {
        Map<String, List<Long>> times = new TreeMap<>();
        Entry.Healed healed = null;
        for (Entry entry : facts.entries) {
            if (entry instanceof Entry.Healed it && Faults.whole(it.what())) {
                healed = it;
            } else if (entry instanceof Entry.Fault) {
                healed = null;
            } else if (healed != null && until.isInstance(entry)) {
                times.computeIfAbsent(healed.what(), what -> new ArrayList<>())
                        .add(TimeUnit.NANOSECONDS.toMillis(entry.at() - healed.at()));
                healed = null;
            }
        }
        return times;
    }

    private static Map<String, List<Long>> sorted(Map<String, List<Long>> times) {
        times.values().forEach(Collections::sort);
        return times;
    }

    /** The times of this run and of another. */
    public Recovery and(Recovery other) {
        return new Recovery(both(first, other.first), both(complete, other.complete), both(live, other.live));
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
                + text("    live again after", live);
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

    private static final class Search {

        private final Map<String, List<Long>> live = new TreeMap<>();
        private final Map<String, Set<String>> topics = new HashMap<>();
        private final Map<String, Long> lostAt = new HashMap<>();
        private final Map<String, String> lostBy = new HashMap<>();
        private final Map<String, Set<String>> missing = new HashMap<>();
        private String fault = "";

        private void look(Entry entry) {
            switch (entry) {
                case Entry.Fault it -> fault = Faults.whole(it.what()) ? it.what() : fault;
                case Entry.Watch it ->
                    topics.computeIfAbsent(it.client(), client -> new HashSet<>())
                            .add("room." + it.room());
                case Entry.Close it -> {
                    if (!it.bySelf() && !fault.isEmpty()) {
                        lostAt.putIfAbsent(it.client(), it.at());
                        lostBy.putIfAbsent(it.client(), fault);
                        missing.put(it.client(), new HashSet<>(topics.getOrDefault(it.client(), Set.of())));
                    }
                }
                case Entry.LoggedOut it -> forget(it.client());
                case Entry.LoggedIn it -> forget(it.client());
                case Entry.Answered it -> answered(it);
                default -> {}
            }
        }

        private void answered(Entry.Answered it) {
            Set<String> open = missing.get(it.client());
            if (open != null && open.remove(it.call()) && open.isEmpty()) {
                long took = TimeUnit.NANOSECONDS.toMillis(it.at() - lostAt.getOrDefault(it.client(), it.at()));
                live.computeIfAbsent(lostBy.getOrDefault(it.client(), ""), any -> new ArrayList<>())
                        .add(took);
                forget(it.client());
            }
        }

        private void forget(String client) {
            lostAt.remove(client);
            lostBy.remove(client);
            missing.remove(client);
        }
    }
}
