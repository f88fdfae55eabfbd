package dev.parley.bench.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * What a run put to the test; zeros here prove nothing.
 *
 * @param acknowledged sends that were acknowledged
 * @param changed edits, deletions and reactions that were acknowledged
 * @param inDoubt attempts whose socket was closed before the answer
 * @param retries attempts that were answered with "repeat"
 * @param duplicates sends acknowledged as stored before
 * @param healedByBuffer messages that reached a client out of order and waited for those before them, on the client or on the node
 * @param healedByFetch messages that reached a client by a catch-up
 * @param healedByNode gaps that a node noticed and filled
 * @param moved times that a client came back on another node
 * @param resets times that a client was told to begin anew
 * @param removals people who lost a seat
 * @param logOuts sessions that were ended
 * @param reads pages read to see that they are not stale
 * @param marks moves of a read marker
 * @param faults how often each thing was broken on purpose
 */
public record Exercised(
        int acknowledged,
        int changed,
        int inDoubt,
        int retries,
        int duplicates,
        int healedByBuffer,
        int healedByFetch,
        int healedByNode,
        int moved,
        int resets,
        int removals,
        int logOuts,
        int reads,
        int marks,
        Map<String, Integer> faults) {

    static Exercised in(Facts facts) {
        int inDoubt = 0;
        for (Facts.Attempt attempt : facts.attempts) {
            inDoubt += attempt.answeredAt() == null && facts.closeOf(attempt) != null ? 1 : 0;
        }
        int duplicates = 0;
        for (var oks : facts.acknowledged.values()) {
            duplicates += oks.stream().anyMatch(Entry.Ok::duplicate) ? 1 : 0;
        }
        Counts counts = new Counts();
        facts.entries.forEach(counts::count);
        return new Exercised(
                facts.acknowledged.size(),
                facts.changed.size(),
                inDoubt,
                counts.retries,
                duplicates,
                counts.buffered + counts.served("reordered"),
                counts.fetched,
                counts.served("repairs"),
                counts.moved,
                counts.resets,
                counts.removals,
                counts.logOuts,
                counts.reads,
                counts.marks,
                counts.faults);
    }

    /** This run and another. */
    public Exercised and(Exercised other) {
        Map<String, Integer> all = new TreeMap<>(faults);
        other.faults.forEach((fault, times) -> all.merge(fault, times, Integer::sum));
        return new Exercised(
                acknowledged + other.acknowledged,
                changed + other.changed,
                inDoubt + other.inDoubt,
                retries + other.retries,
                duplicates + other.duplicates,
                healedByBuffer + other.healedByBuffer,
                healedByFetch + other.healedByFetch,
                healedByNode + other.healedByNode,
                moved + other.moved,
                resets + other.resets,
                removals + other.removals,
                logOuts + other.logOuts,
                reads + other.reads,
                marks + other.marks,
                all);
    }

    /** What was not exercised at all; resets are, when nobody was ever too far behind. */
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        each((name, count) -> {
            if (count == 0 && !name.equals("resets")) {
                missing.add(name);
            }
        });
        return missing;
    }

    /** The counts as lines for people. */
    public String text() {
        StringBuilder out = new StringBuilder("exercised:");
        each((name, count) -> out.append(out.length() == 10 ? " " : ", ")
                .append(count)
                .append(' ')
                .append(name));
        out.append("\nfaults:");
        faults.forEach((fault, times) ->
                out.append(' ').append(fault).append(' ').append(times).append(','));
        out.setLength(out.length() - 1);
        return out.append('\n').toString();
    }

    private void each(BiConsumer<String, Integer> take) {
        take.accept("acknowledged", acknowledged);
        take.accept("changed", changed);
        take.accept("in doubt", inDoubt);
        take.accept("retries", retries);
        take.accept("duplicates answered", duplicates);
        take.accept("healed by buffer", healedByBuffer);
        take.accept("healed by fetch", healedByFetch);
        take.accept("healed by the node", healedByNode);
        take.accept("sockets moved", moved);
        take.accept("resets", resets);
        take.accept("removals", removals);
        take.accept("log-outs", logOuts);
        take.accept("reads", reads);
        take.accept("read markers", marks);
        take.accept(
                "faults", faults.values().stream().mapToInt(Integer::intValue).sum());
    }

    private static final class Counts {
        private final Map<String, String> nodes = new HashMap<>();
        private final Map<String, Map<String, Long>> served = new HashMap<>();
        private final Map<String, Integer> faults = new TreeMap<>();
        private int retries;
        private int buffered;
        private int fetched;
        private int moved;
        private int resets;
        private int removals;
        private int logOuts;
        private int reads;
        private int marks;

        private void count(Entry entry) {
            switch (entry) {
                case Entry.Retry it -> retries++;
                case Entry.Reset it -> resets++;
                case Entry.Fault it -> {
                    if (Faults.whole(it.what())) {
                        faults.merge(it.what(), 1, Integer::sum);
                    }
                }
                case Entry.Open it -> {
                    String before = nodes.put(it.client(), it.node());
                    moved += before != null && !before.equals(it.node()) ? 1 : 0;
                }
                case Entry.Apply it -> {
                    fetched += it.via() == Entry.Via.FETCH ? 1 : 0;
                    buffered += it.via() == Entry.Via.BUFFER ? 1 : 0;
                }
                case Entry.Seated it -> removals += it.on() ? 0 : 1;
                case Entry.LoggedOut it -> logOuts++;
                case Entry.Read it -> reads++;
                case Entry.Marked it -> marks++;
                case Entry.Served it -> served.put(it.node() + ' ' + it.life(), it.counters());
                default -> {}
            }
        }

        private int served(String counter) {
            return (int) served.values().stream()
                    .mapToLong(counters -> counters.getOrDefault(counter, 0L))
                    .sum();
        }
    }
}
