package dev.parley.bench.check;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** C11: every node tells the same log, what everybody holds of a message in the end is what the log says, and that is what its changes come to: the last acknowledged one, or one whose outcome nobody was told. */
final class Fold implements Rule {

    private record Reaction(String user, String emoji) {}

    @Override
    public String id() {
        return "C11";
    }

    @Override
    public String name() {
        return "fold";
    }

    @Override
    public void find(Facts facts, Breaches breaches) {
        facts.logs.forEach((room, logs) -> logs.forEach(log -> told(room, logs.getFirst(), log, breaches)));
        facts.applied.keySet().forEach(view -> held(facts, view, breaches));
        facts.rooms()
                .forEach(room -> facts.log(room).forEach(row -> {
                    if (row.text()) {
                        content(facts, room, row, breaches);
                        reactions(facts, room, row, breaches);
                    }
                }));
    }

    private static void told(String room, Entry.Log first, Entry.Log log, Breaches breaches) {
        if (first.rows().equals(log.rows())) {
            return;
        }
        int same = 0;
        while (same < Math.min(first.rows().size(), log.rows().size())
                && first.rows().get(same).equals(log.rows().get(same))) {
            same++;
        }
        breaches.add(
                room + log.node(),
                "the log of " + room + " through " + log.node() + " has " + row(log, same) + " where that through "
                        + first.node() + " has " + row(first, same));
    }

    private static String row(Entry.Log log, int at) {
        return at < log.rows().size() ? log.rows().get(at).toString() : "nothing";
    }

    private static void held(Facts facts, Facts.View view, Breaches breaches) {
        TreeMap<Long, Row> shown = facts.shown(view);
        for (Row row : facts.log(view.room())) {
            Row held = shown.get(row.seq());
            if (held != null && held.rev() < row.rev()) {
                breaches.add(view + " " + row.seq(), view + " ends with " + held + " where the log has " + row);
            }
        }
    }

    private static void content(Facts facts, String room, Row row, Breaches breaches) {
        List<Entry.Change> deletions = of(facts, room, row, Entry.Kind.DELETE);
        boolean surely = deletions.stream().anyMatch(it -> facts.changed.containsKey(it.key()));
        if (row.deleted() ? deletions.isEmpty() : surely) {
            breaches.add(room + row.seq(), row + " of " + room + (row.deleted() ? " was not" : " was") + " deleted");
        } else if (!row.deleted()) {
            Entry.Invoke sent = facts.invoked.get(row.sent(room));
            String last = sent == null ? row.content() : sent.content();
            Set<String> possible = new HashSet<>();
            Set<String> written = new HashSet<>(Set.of(last));
            for (Entry.Change edit : of(facts, room, row, Entry.Kind.EDIT)) {
                written.add(edit.value());
                if (facts.doubtful.contains(edit)) {
                    possible.add(edit.value());
                }
                if (facts.changed.containsKey(edit.key())) {
                    last = edit.value();
                }
            }
            possible.add(last);
            if (written.contains(row.content()) && !possible.contains(row.content())) {
                breaches.add(room + row.seq(), row + " of " + room + " should say one of " + possible);
            }
        }
    }

    private static void reactions(Facts facts, String room, Row row, Breaches breaches) {
        Map<Reaction, Boolean> last = new LinkedHashMap<>();
        Map<Reaction, Set<Boolean>> possible = new LinkedHashMap<>();
        for (Entry.Change change : of(facts, room, row, Entry.Kind.REACT, Entry.Kind.UNREACT)) {
            Reaction reaction = new Reaction(change.user(), change.value());
            boolean on = change.what() == Entry.Kind.REACT;
            if (facts.doubtful.contains(change)) {
                possible.computeIfAbsent(reaction, any -> new HashSet<>()).add(on);
            }
            if (facts.changed.containsKey(change.key())) {
                last.put(reaction, on);
            }
        }
        Set<Reaction> there = parse(row);
        Set<Reaction> all = new HashSet<>(there);
        all.addAll(last.keySet());
        for (Reaction reaction : all) {
            boolean is = there.contains(reaction);
            boolean should = !row.deleted() && last.getOrDefault(reaction, false);
            if (is != should && !possible.getOrDefault(reaction, Set.of()).contains(is)) {
                breaches.add(room + row.seq() + reaction, row + " of " + room + (is ? " has " : " lacks ") + reaction);
            }
        }
    }

    private static Set<Reaction> parse(Row row) {
        Set<Reaction> found = new HashSet<>();
        for (String emoji :
                row.reactions().isEmpty() ? new String[0] : row.reactions().split(";")) {
            String[] parts = emoji.split(":", 2);
            for (String user : parts[1].split(",")) {
                found.add(new Reaction(user, parts[0]));
            }
        }
        return found;
    }

    private static List<Entry.Change> of(Facts facts, String room, Row row, Entry.Kind... kinds) {
        return facts.changes.getOrDefault(new Facts.Target(room, row.seq()), List.of()).stream()
                .filter(change -> List.of(kinds).contains(change.what()))
                .toList();
    }
}
