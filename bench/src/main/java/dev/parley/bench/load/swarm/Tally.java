package dev.parley.bench.load.swarm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What a generator counted. For its event loop only. */
final class Tally {

    private static final long HIGHEST_NANOS = 100_000_000_000L;

    long delivered;
    long typing;
    long posted;
    long acknowledged;
    long refused;
    long readDone;
    long fetched;
    long doubled;
    long late;
    long misnumbered;
    long closed;

    /** The longest time by which something was done after it was due, since it was asked for last. */
    long behindNanos;

    private final Map<Integer, Long> ahead = new HashMap<>();
    private final Set<String> missing = new HashSet<>();
    private final Map<String, List<Integer>> early = new HashMap<>();
    private final Map<String, Integer> complaints = new TreeMap<>();
    private final Histogram deliveries = new Histogram(1_000, HIGHEST_NANOS, 3);
    private final Histogram acknowledgements = new Histogram(1_000, HIGHEST_NANOS, 3);

    void complain(String what) {
        complaints.merge(what, 1, Integer::sum);
    }

    Map<String, Integer> complaints() {
        return complaints;
    }

    void keepEarly(int person, int room, int rev) {
        early.computeIfAbsent(person + " " + room, any -> new ArrayList<>()).add(rev);
    }

    /** What came before a room was live, from the first live rev on; told once. */
    List<Integer> early(int person, int room) {
        if (early.isEmpty()) {
            return List.of();
        }
        List<Integer> kept = early.remove(person + " " + room);
        return kept == null ? List.of() : kept;
    }

    void skipped(int person, int room, int from, int to) {
        for (int rev = from; rev < to; rev++) {
            missing.add(person + " " + room + " " + rev);
        }
    }

    void again(int person, int room, int rev) {
        if (missing.remove(person + " " + room + " " + rev)) {
            late++;
        } else {
            doubled++;
        }
    }

    /** Every message is new here, so that the rev of a room stays as far ahead of its seq as it was. */
    void numbered(int room, long revAheadOfSeq) {
        Long before = ahead.putIfAbsent(room, revAheadOfSeq);
        if (before != null && before != revAheadOfSeq) {
            misnumbered++;
        }
    }

    int missing() {
        return missing.size();
    }

    /** The answer to what somebody wrote when it was due, if it was waited for: stored, or refused. */
    void answered(Person person, long due, boolean stored) {
        if (!person.answered(due)) {
            return;
        }
        if (stored) {
            acknowledged++;
            acknowledgements.recordValue(Math.clamp(System.nanoTime() - due, 1, HIGHEST_NANOS));
        } else {
            refused++;
        }
    }

    void deliveredAfter(long nanos) {
        deliveries.recordValue(Math.clamp(nanos, 1, HIGHEST_NANOS));
    }

    /** The times to delivery since the last call. */
    Histogram takeDeliveries() {
        Histogram taken = deliveries.copy();
        deliveries.reset();
        return taken;
    }

    /** The times to the acknowledgement since the last call. */
    Histogram takeAcknowledgements() {
        Histogram taken = acknowledgements.copy();
        acknowledgements.reset();
        return taken;
    }
}
