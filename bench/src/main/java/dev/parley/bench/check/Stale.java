package dev.parley.bench.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** C8: what was acknowledged before a read began is in what the read shows, on whatever node. */
final class Stale implements Rule {

    /** How far a room had come, at least, at a time. */
    private record Mark(long at, long seq, long rev) {}

    /** Which state of a message was acknowledged at a time. */
    private record State(long at, long seq, long rev) {}

    @Override
    public String id() {
        return "C8";
    }

    @Override
    public String name() {
        return "stale read";
    }

    @Override
    public void find(Facts facts, Breaches breaches) {
        Map<String, List<State>> states = new HashMap<>();
        facts.acknowledged.forEach((sent, oks) ->
                oks.forEach(ok -> add(states, sent.room(), new State(ok.at(), ok.seq(), ok.rev()))));
        facts.changed
                .values()
                .forEach(it -> add(
                        states,
                        it.room(),
                        new State(it.at(), it.row().seq(), it.row().rev())));
        states.values().forEach(list -> list.sort(Comparator.comparingLong(State::at)));
        Map<String, List<Mark>> marks = new HashMap<>();
        states.forEach((room, list) -> marks.put(room, marks(list)));
        for (Entry entry : facts.entries) {
            if (entry instanceof Entry.Read read) {
                head(read, marks.getOrDefault(read.room(), List.of()), breaches);
                rows(read, states.getOrDefault(read.room(), List.of()), breaches);
            }
        }
    }

    private static void add(Map<String, List<State>> states, String room, State state) {
        states.computeIfAbsent(room, any -> new ArrayList<>()).add(state);
    }

    private static List<Mark> marks(List<State> states) {
        List<Mark> marks = new ArrayList<>();
        long seq = 0;
        long rev = 0;
        for (State state : states) {
            seq = Math.max(seq, state.seq);
            rev = Math.max(rev, state.rev);
            marks.add(new Mark(state.at, seq, rev));
        }
        return marks;
    }

    private static void head(Entry.Read read, List<Mark> marks, Breaches breaches) {
        Mark last = null;
        for (int low = 0, high = marks.size() - 1; low <= high; ) {
            int middle = (low + high) >>> 1;
            if (marks.get(middle).at < read.began()) {
                last = marks.get(middle);
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        long shown = read.rows().stream().mapToLong(Row::seq).max().orElse(0);
        if (last != null && (read.headRev() < last.rev || read.headSeq() < last.seq || shown < last.seq)) {
            breaches.add(
                    read,
                    "a read of " + read.room() + " through " + read.node() + " showed " + shown + " and the head "
                            + read.headSeq() + "/" + read.headRev() + " after " + last.seq + "/" + last.rev
                            + " was acknowledged");
        }
    }

    private static void rows(Entry.Read read, List<State> states, Breaches breaches) {
        Map<Long, Long> shown = new HashMap<>();
        read.rows().forEach(row -> shown.put(row.seq(), row.rev()));
        for (State state : states) {
            if (state.at >= read.began()) {
                break;
            }
            Long rev = shown.get(state.seq);
            if (rev != null && rev < state.rev) {
                breaches.add(
                        read,
                        "a read of " + read.room() + " through " + read.node() + " showed " + state.seq + " as of rev "
                                + rev + " after rev " + state.rev + " was acknowledged");
            }
        }
    }
}
