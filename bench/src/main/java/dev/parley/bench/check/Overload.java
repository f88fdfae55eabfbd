package dev.parley.bench.check;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What became of the messages that were sent while more was offered than can be done.
 *
 * @param offered how many attempts were made, on a schedule that waits for nobody; what is refused is tried again
 * @param forMs for how long
 * @param accepted how many were acknowledged so many milliseconds after the attempt that was
 * @param refused how many attempts were refused, by reason
 */
public record Overload(int offered, long forMs, TreeMap<Long, Integer> accepted, Map<String, Integer> refused) {

    static Overload in(Facts facts) {
        Search search = new Search();
        facts.entries.forEach(search::look);
        return new Overload(
                search.offered, TimeUnit.NANOSECONDS.toMillis(search.lasted), search.accepted, search.refused);
    }

    /** This overload and another. */
    public Overload and(Overload other) {
        TreeMap<Long, Integer> all = new TreeMap<>(accepted);
        other.accepted.forEach((ms, times) -> all.merge(ms, times, Integer::sum));
        Map<String, Integer> reasons = new TreeMap<>(refused);
        other.refused.forEach((reason, times) -> reasons.merge(reason, times, Integer::sum));
        return new Overload(offered + other.offered, forMs + other.forMs, all, reasons);
    }

    /** A line for people; empty when there was no overload. */
    public String text() {
        return offered == 0
                ? ""
                : "overload: %d attempts in %d ms, %d acknowledged (p50 %d ms, p99 %d ms), refused %s%n"
                        .formatted(offered, forMs, acknowledged(), at(0.5), at(0.99), refused);
    }

    /** How many were acknowledged. */
    int acknowledged() {
        return accepted.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The milliseconds within which such a part of them was acknowledged; 0 when none was. */
    long at(double part) {
        int all = acknowledged();
        long seen = 0;
        for (Map.Entry<Long, Integer> one : accepted.entrySet()) {
            seen += one.getValue();
            if (seen >= part * all) {
                return one.getKey();
            }
        }
        return 0;
    }

    private static final class Search {

        private final Map<String, Long> sentAt = new HashMap<>();
        private final TreeMap<Long, Integer> accepted = new TreeMap<>();
        private final Map<String, Integer> refused = new TreeMap<>();
        private boolean flood;
        private int offered;
        private long began;
        private long lasted;

        private void look(Entry entry) {
            switch (entry) {
                case Entry.Fault it -> {
                    if (it.what().equals(Faults.FLOOD)) {
                        flood = true;
                        began = it.at();
                    }
                }
                case Entry.Healed it -> {
                    if (it.what().equals(Faults.FLOOD)) {
                        flood = false;
                        lasted += it.at() - began;
                    }
                }
                case Entry.Invoke it -> {
                    if (flood && it.client().startsWith(Faults.FLOOD)) {
                        offered++;
                        sentAt.put(it.key(), it.at());
                    }
                }
                case Entry.Ok it -> {
                    Long at = sentAt.remove(it.key());
                    if (at != null) {
                        accepted.merge(TimeUnit.NANOSECONDS.toMillis(it.at() - at), 1, Integer::sum);
                    }
                }
                case Entry.Retry it -> refused(it.key(), it.reason());
                case Entry.Rejected it -> refused(it.key(), it.reason());
                default -> {}
            }
        }

        private void refused(String key, String reason) {
            if (sentAt.remove(key) != null) {
                refused.merge(reason, 1, Integer::sum);
            }
        }
    }
}
