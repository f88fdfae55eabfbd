package dev.parley.bench.check;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** C2: nobody sees what nobody sent, what was sent otherwise, what was refused, or what is not in the log. */
final class Phantom implements Rule {

    @Override
    public String id() {
        return "C2";
    }

    @Override
    public String name() {
        return "phantom";
    }

    @Override
    public void find(Facts facts, Breaches breaches) {
        facts.logs.forEach((room, logs) -> logs.forEach(log ->
                log.rows().forEach(row -> unsent(facts, room, row, "the log through " + log.node(), breaches))));
        facts.delivered.forEach(it -> unsent(facts, it.room(), it.row(), it.client(), breaches));
        facts.applied.forEach((view, entries) -> entries.forEach(entry -> {
            if (entry instanceof Entry.Apply apply) {
                unsent(facts, view.room(), apply.row(), view.client(), breaches);
            }
        }));
        facts.applied.keySet().forEach(view -> unstored(facts, view, breaches));
    }

    private static void unsent(Facts facts, String room, Row row, String where, Breaches breaches) {
        if (!row.text()) {
            return;
        }
        Sent sent = row.sent(room);
        Entry.Invoke invoke = facts.invoked.get(sent);
        if (invoke == null || !invoke.content().equals(row.content()) && !changedTo(facts, room, row)) {
            breaches.add(sent, sent + " is in " + where + " but was not sent so");
        } else if (facts.rejected.contains(sent) && !facts.acknowledged.containsKey(sent)) {
            breaches.add(sent, sent + " is in " + where + " but was refused");
        }
    }

    private static boolean changedTo(Facts facts, String room, Row row) {
        Entry.Kind kind = row.deleted() ? Entry.Kind.DELETE : Entry.Kind.EDIT;
        return facts.changes.getOrDefault(new Facts.Target(room, row.seq()), List.of()).stream()
                .anyMatch(change -> change.what() == kind
                        && (row.deleted() || change.value().equals(row.content())));
    }

    private static void unstored(Facts facts, Facts.View view, Breaches breaches) {
        Map<Long, Row> log = new TreeMap<>();
        Set<Sent> stored = new HashSet<>();
        for (Row row : facts.log(view.room())) {
            log.put(row.seq(), row);
            stored.add(row.sent(view.room()));
        }
        for (Row row : facts.shown(view).values()) {
            Sent sent = row.sent(view.room());
            boolean known = log.containsKey(row.seq()) || stored.contains(sent) || facts.acknowledged.containsKey(sent);
            if (!known) {
                breaches.add(sent, view + " shows " + row + " which is not in the log");
            }
        }
    }
}
