package dev.parley.bench.check;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** C3: one send is one message with one number, and no client takes a change twice. */
final class Duplicate implements Rule {

    @Override
    public String id() {
        return "C3";
    }

    @Override
    public String name() {
        return "duplicate";
    }

    @Override
    public void find(Facts facts, Breaches breaches) {
        facts.logs.forEach((room, logs) -> logs.forEach(log -> inLog(room, log, breaches)));
        facts.acknowledged.forEach((sent, oks) -> acknowledgedTwice(sent, oks, breaches));
        facts.applied.forEach((view, entries) -> appliedTwice(view, entries, breaches));
    }

    private static void inLog(String room, Entry.Log log, Breaches breaches) {
        Set<Object> seen = new HashSet<>();
        for (Row row : log.rows()) {
            boolean first =
                    seen.add(row.seq()) & seen.add(row.id()) & (row.key().isEmpty() || seen.add(row.sent(room)));
            if (!first) {
                breaches.add(row.id(), row + " is twice in the log of " + room + " through " + log.node());
            }
        }
    }

    private static void acknowledgedTwice(Sent sent, List<Entry.Ok> oks, Breaches breaches) {
        Entry.Ok first = oks.getFirst();
        for (Entry.Ok ok : oks) {
            if (ok.seq() != first.seq() || !ok.id().equals(first.id())) {
                breaches.add(ok.id(), sent + " was acknowledged as " + first.seq() + " and as " + ok.seq());
            }
        }
    }

    private static void appliedTwice(Facts.View view, List<Entry> entries, Breaches breaches) {
        Map<Long, Row> byRev = new HashMap<>();
        for (Entry entry : entries) {
            switch (entry) {
                case Entry.Reset reset -> byRev.clear();
                case Entry.Apply apply -> {
                    Row before = byRev.put(apply.row().rev(), apply.row());
                    if (before != null && before.id().equals(apply.row().id())) {
                        breaches.add(view + apply.row().id(), view + " took " + apply.row() + " twice");
                    }
                }
                default -> {}
            }
        }
    }
}
