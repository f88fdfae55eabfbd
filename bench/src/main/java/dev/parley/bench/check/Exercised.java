package dev.parley.bench.check;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What a run put to the test; zeros here prove nothing.
 *
 * @param acknowledged sends that were acknowledged
 * @param inDoubt attempts whose socket was closed before the answer
 * @param retries attempts that were answered with "repeat"
 * @param duplicates sends acknowledged as stored before
 * @param healedByFetch messages that reached a client by a catch-up
 * @param healedByNode messages that reached a client live although the node that took them was gone by then
 * @param moved times that a client came back on another node
 * @param resets times that a client was told to begin anew
 * @param faults things broken on purpose
 */
public record Exercised(
        int acknowledged,
        int inDoubt,
        int retries,
        int duplicates,
        int healedByFetch,
        int healedByNode,
        int moved,
        int resets,
        int faults) {

    /** A live frame this long after the socket of its sender broke was not on its way any more. */
    private static final long ON_ITS_WAY = TimeUnit.MILLISECONDS.toNanos(250);

    static Exercised in(Facts facts) {
        int inDoubt = 0;
        Map<String, Long> brokenAt = new HashMap<>();
        for (Facts.Attempt attempt : facts.attempts) {
            Entry.Close close = facts.closeOf(attempt);
            if (attempt.answeredAt() == null && close != null) {
                inDoubt++;
                brokenAt.put(attempt.what(), close.at());
            }
        }
        int duplicates = 0;
        Set<String> storedBefore = new HashSet<>();
        for (var oks : facts.acknowledged.values()) {
            if (oks.stream().anyMatch(Entry.Ok::duplicate)) {
                duplicates++;
                storedBefore.add(oks.getFirst().key());
            }
        }
        Counts counts = new Counts();
        for (Entry entry : facts.entries) {
            counts.count(entry, brokenAt, storedBefore);
        }
        return new Exercised(
                facts.acknowledged.size(),
                inDoubt,
                counts.retries,
                duplicates,
                counts.fetched,
                counts.repaired,
                counts.moved,
                counts.resets,
                counts.faults);
    }

    private static final class Counts {
        private final Map<String, String> nodes = new HashMap<>();
        private int retries;
        private int fetched;
        private int repaired;
        private int moved;
        private int resets;
        private int faults;

        private void count(Entry entry, Map<String, Long> brokenAt, Set<String> storedBefore) {
            switch (entry) {
                case Entry.Retry it -> retries++;
                case Entry.Reset it -> resets++;
                case Entry.Fault it -> faults++;
                case Entry.Open it -> {
                    String before = nodes.put(it.client(), it.node());
                    moved += before != null && !before.equals(it.node()) ? 1 : 0;
                }
                case Entry.Apply it -> applied(it, brokenAt, storedBefore);
                default -> {}
            }
        }

        private void applied(Entry.Apply it, Map<String, Long> brokenAt, Set<String> storedBefore) {
            Long broken = brokenAt.get(it.row().key());
            if (it.via() == Entry.Via.FETCH) {
                fetched++;
            } else if (broken != null && storedBefore.contains(it.row().key()) && it.at() - broken > ON_ITS_WAY) {
                repaired++;
            }
        }
    }
}
