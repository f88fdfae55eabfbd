package dev.parley.bench.check;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** C4: the numbers of a log have no holes, no client passes over a change for good, and every client holds the whole log in the end. */
final class Gap implements Rule {

    @Override
    public String id() {
        return "C4";
    }

    @Override
    public String name() {
        return "gap";
    }

    @Override
    public void find(Facts facts, Breaches breaches) {
        facts.logs.forEach((room, logs) -> logs.forEach(log -> holes(room, log, breaches)));
        facts.applied.forEach((view, entries) -> skipped(view, entries, breaches));
        facts.applied.keySet().forEach(view -> incomplete(facts, view, breaches));
    }

    private static void holes(String room, Entry.Log log, Breaches breaches) {
        Set<Long> seqs = new HashSet<>();
        log.rows().forEach(row -> seqs.add(row.seq()));
        long last = log.rows().stream().mapToLong(Row::seq).max().orElse(0);
        for (long seq = 1; seq <= last; seq++) {
            if (!seqs.contains(seq)) {
                breaches.add(room + seq, "the log of " + room + " through " + log.node() + " has no " + seq);
            }
        }
    }

    /** A live frame far ahead was taken, and what lies between never came. A catch-up may pass over revs: a message carries only its newest. */
    private static void skipped(Facts.View view, List<Entry> entries, Breaches breaches) {
        Set<Long> missing = new HashSet<>();
        long last = 0;
        for (Entry entry : entries) {
            switch (entry) {
                case Entry.Reset reset -> {
                    missing.clear();
                    last = 0;
                }
                case Entry.Apply apply -> {
                    long rev = apply.row().rev();
                    missing.remove(rev);
                    for (long skipped = last + 1; apply.via() != Entry.Via.FETCH && skipped < rev; skipped++) {
                        missing.add(skipped);
                    }
                    last = Math.max(last, rev);
                }
                default -> {}
            }
        }
        missing.forEach(rev -> breaches.add(view + "rev" + rev, view + " passed over rev " + rev));
    }

    private static void incomplete(Facts facts, Facts.View view, Breaches breaches) {
        TreeMap<Long, Row> shown = facts.shown(view);
        for (Row row : facts.log(view.room())) {
            if (!shown.containsKey(row.seq())) {
                breaches.add(view + "seq" + row.seq(), view + " ends without " + row);
            }
        }
    }
}
