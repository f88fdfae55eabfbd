package dev.parley.bench.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * @param repeatedInLine repeats that went out behind one of the same client and room that had no outcome yet
 * @param moved times that a client came back on another node
 * @param resets times that a client was told to begin anew
 * @param removals people who lost a seat
 * @param outlivedRemovals removals that lasted until nothing might reach the removed any more
 * @param logOuts sessions that were ended
 * @param outlivedLogOuts ends of sessions after which nobody came back until nothing might reach them any more
 * @param reads pages read to see that they are not stale
 * @param marks moves of a read marker
 * @param places what nodes said in the end of somebody's place in a room
 * @param undisturbed deliveries while nothing was broken, and nothing was for a while
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
        int repeatedInLine,
        int moved,
        int resets,
        int removals,
        int outlivedRemovals,
        int logOuts,
        int outlivedLogOuts,
        int reads,
        int marks,
        int places,
        int undisturbed,
        Map<String, Integer> faults) {

    private static final String UNDISTURBED = "deliveries while nothing is broken";

    static Exercised in(Facts facts, Limits limits, Deliveries deliveries) {
        int inDoubt = 0;
        for (Facts.Attempt attempt : facts.attempts) {
            inDoubt += attempt.answeredAt() == null && facts.closeOf(attempt) != null ? 1 : 0;
        }
        int duplicates = 0;
        for (var oks : facts.acknowledged.values()) {
            duplicates += oks.stream().anyMatch(Entry.Ok::duplicate) ? 1 : 0;
        }
        Counts counts = new Counts(new Gone(facts.entries, limits));
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
                counts.repeatedInLine,
                counts.moved,
                counts.resets,
                counts.removals,
                counts.outlivedRemovals,
                counts.logOuts,
                counts.outlivedLogOuts,
                counts.reads,
                counts.marks,
                counts.places,
                deliveries.undisturbed(),
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
                repeatedInLine + other.repeatedInLine,
                moved + other.moved,
                resets + other.resets,
                removals + other.removals,
                outlivedRemovals + other.outlivedRemovals,
                logOuts + other.logOuts,
                outlivedLogOuts + other.outlivedLogOuts,
                reads + other.reads,
                marks + other.marks,
                places + other.places,
                undisturbed + other.undisturbed,
                all);
    }

    /** What was not exercised at all. Nobody need be too far behind, and only after cuts nothing is broken for so long that deliveries are judged. */
    public List<String> missing() {
        Set<String> optional = new HashSet<>(Set.of("resets"));
        if (faults.keySet().stream().noneMatch(Faults::cuts)) {
            optional.add(UNDISTURBED);
        }
        List<String> missing = new ArrayList<>();
        each((name, count) -> {
            if (count == 0 && !optional.contains(name)) {
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
        take.accept("repeated in line", repeatedInLine);
        take.accept("sockets moved", moved);
        take.accept("resets", resets);
        take.accept("removals", removals);
        take.accept("removals that outlived their limit", outlivedRemovals);
        take.accept("log-outs", logOuts);
        take.accept("log-outs that outlived their limit", outlivedLogOuts);
        take.accept("reads", reads);
        take.accept("read markers", marks);
        take.accept("places told", places);
        take.accept(UNDISTURBED, undisturbed);
        take.accept(
                "faults", faults.values().stream().mapToInt(Integer::intValue).sum());
    }

    private static final class Counts {

        private record Place(String user, String room) {}

        private final Gone gone;
        private final Set<String> devices = new HashSet<>();
        private final Map<String, String> nodes = new HashMap<>();
        private final Map<String, Map<String, Long>> served = new HashMap<>();
        private final Map<String, Integer> faults = new TreeMap<>();
        private final Map<Place, Long> removed = new HashMap<>();
        private final Map<String, Long> loggedOut = new HashMap<>();

        /** Of each client, the repeats that have no outcome yet, each with its room. */
        private final Map<String, Map<String, String>> repeats = new HashMap<>();

        private int retries;
        private int buffered;
        private int fetched;
        private int repeatedInLine;
        private int moved;
        private int resets;
        private int removals;
        private int outlivedRemovals;
        private int logOuts;
        private int outlivedLogOuts;
        private int reads;
        private int marks;
        private int places;

        Counts(Gone gone) {
            this.gone = gone;
        }

        private void count(Entry entry) {
            switch (entry) {
                case Entry.Reset it -> resets++;
                case Entry.Fault it -> {
                    if (Faults.whole(it.what())) {
                        faults.merge(it.what(), 1, Integer::sum);
                    }
                }
                case Entry.Person it -> devices.add(it.client());
                case Entry.Open it -> {
                    String before = devices.contains(it.client()) ? nodes.put(it.client(), it.node()) : null;
                    moved += before != null && !before.equals(it.node()) ? 1 : 0;
                }
                case Entry.Apply it -> {
                    fetched += it.via() == Entry.Via.FETCH ? 1 : 0;
                    buffered += it.via() == Entry.Via.BUFFER ? 1 : 0;
                }
                case Entry.Read it -> reads++;
                case Entry.Marked it -> marks++;
                case Entry.Counted it -> places++;
                case Entry.Served it -> served.put(it.node() + ' ' + it.life(), it.counters());
                default -> {
                    sends(entry);
                    ends(entry);
                }
            }
        }

        private void sends(Entry entry) {
            switch (entry) {
                case Entry.Invoke it -> {
                    if (it.attempt() > 1 && !it.client().startsWith(Faults.FLOOD)) {
                        Map<String, String> underWay = repeats.computeIfAbsent(it.client(), any -> new HashMap<>());
                        repeatedInLine += underWay.containsValue(it.room()) ? 1 : 0;
                        underWay.put(it.key(), it.room());
                    }
                }
                case Entry.Retry it -> {
                    retries++;
                    over(it.client(), it.key());
                }
                case Entry.Ok it -> over(it.client(), it.key());
                case Entry.Rejected it -> over(it.client(), it.key());
                case Entry.Close it -> repeats.remove(it.client());
                default -> {}
            }
        }

        private void over(String client, String key) {
            repeats.getOrDefault(client, new HashMap<>()).remove(key);
        }

        private void ends(Entry entry) {
            switch (entry) {
                case Entry.Seated it -> {
                    if (!it.on()) {
                        removals++;
                        removed.put(new Place(it.user(), it.room()), gone.removed(it.at()));
                    }
                }
                case Entry.Seating it -> {
                    Long end = it.on() ? removed.remove(new Place(it.user(), it.room())) : null;
                    outlivedRemovals += end != null && end < it.at() ? 1 : 0;
                }
                case Entry.LoggedOut it -> {
                    logOuts++;
                    loggedOut.put(it.client(), gone.loggedOut(it.client(), it.at()));
                }
                case Entry.LoggedIn it -> {
                    Long end = loggedOut.remove(it.client());
                    outlivedLogOuts += end != null && end < it.at() ? 1 : 0;
                }
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
