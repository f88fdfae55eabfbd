package dev.parley.bench.check;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** C5: whoever sees a number or a change of a room sees the same message there. */
final class Fork implements Rule {

    private record Place(String room, String what, long number) {}

    @Override
    public String id() {
        return "C5";
    }

    @Override
    public String name() {
        return "fork";
    }

    @Override
    public void find(Facts facts, Breaches breaches) {
        Map<Place, String> seen = new HashMap<>();
        facts.logs.forEach((room, logs) ->
                logs.forEach(log -> log.rows().forEach(row -> compare(seen, room, row, log.node(), breaches))));
        facts.applied.forEach((view, entries) -> compare(seen, view, entries, breaches));
        facts.delivered.forEach(it -> compare(seen, it.room(), it.row(), it.client(), breaches));
        facts.acknowledged.forEach((sent, oks) -> oks.forEach(
                ok -> compare(seen, new Place(sent.room(), "seq", ok.seq()), ok.id(), ok.client(), breaches)));
    }

    private static void compare(Map<Place, String> seen, Facts.View view, List<Entry> entries, Breaches breaches) {
        for (Entry entry : entries) {
            if (entry instanceof Entry.Apply apply) {
                compare(seen, view.room(), apply.row(), view.client(), breaches);
            }
        }
    }

    private static void compare(Map<Place, String> seen, String room, Row row, String who, Breaches breaches) {
        compare(seen, new Place(room, "seq", row.seq()), row.id(), who, breaches);
        compare(
                seen,
                new Place(room, "rev", row.rev()),
                row.id() + ' ' + row.content() + ' ' + row.deleted() + ' ' + row.reactions(),
                who,
                breaches);
    }

    private static void compare(Map<Place, String> seen, Place place, String what, String who, Breaches breaches) {
        String before = seen.putIfAbsent(place, what);
        if (before != null && !before.equals(what)) {
            breaches.add(place, place + " is " + before + " for some and " + what + " for " + who);
        }
    }
}
