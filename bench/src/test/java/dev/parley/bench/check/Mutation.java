package dev.parley.bench.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Ways to spoil a history. Each works on a copy and fails when it finds nothing to spoil. */
final class Mutation {

    private final List<Entry> entries;

    Mutation(List<Entry> entries) {
        this.entries = new ArrayList<>(entries);
    }

    List<Entry> entries() {
        return entries;
    }

    /** The middle one of the entries of a kind that satisfy a condition. */
    <T extends Entry> T pick(Class<T> kind, Predicate<T> condition) {
        List<T> found = entries.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(condition)
                .toList();
        return found.get(found.size() / 2);
    }

    /** The acknowledgement of the last message of a room. */
    Entry.Ok lastOk(String room) {
        return entries.stream()
                .filter(entry -> entry instanceof Entry.Ok ok && ok.room().equals(room))
                .map(Entry.Ok.class::cast)
                .toList()
                .getLast();
    }

    /** The row of a key in the log of {@link LivelyRoom}. */
    Row row(String key) {
        return pick(Entry.Log.class, it -> it.room().equals(LivelyRoom.ROOM)).rows().stream()
                .filter(row -> row.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    /** When somebody is to be given a seat, or to lose it. */
    Entry.Seating seating(boolean on) {
        return pick(Entry.Seating.class, it -> it.on() == on);
    }

    /** What the checker says of a history. */
    static Report checked(Mutation mutation) {
        return Checker.check(History.of(mutation.entries));
    }

    /** These rules are broken by a history, and no others. */
    static void caughtBy(Mutation mutation, String... rules) {
        Report report = checked(mutation);
        assertThat(report.broken()).as(report.text()).containsExactly(rules);
    }

    Mutation replace(Entry what, Entry... by) {
        int at = entries.indexOf(what);
        entries.remove(at);
        entries.addAll(at, List.of(by));
        return this;
    }

    /** Replaces every entry by others, by none to drop it. */
    Mutation flatMap(Function<Entry, List<Entry>> mutator) {
        List<Entry> mutated =
                entries.stream().flatMap(entry -> mutator.apply(entry).stream()).toList();
        if (mutated.equals(entries)) {
            throw new IllegalStateException("Nothing was mutated.");
        }
        entries.clear();
        entries.addAll(mutated);
        return this;
    }

    /** Changes the rows of the logs that satisfy a condition. */
    Mutation logs(Predicate<Entry.Log> which, UnaryOperator<List<Row>> how) {
        return flatMap(entry -> entry instanceof Entry.Log log && which.test(log)
                ? List.of(new Entry.Log(
                        log.at(), log.reader(), log.node(), log.room(), how.apply(new ArrayList<>(log.rows()))))
                : List.of(entry));
    }

    /** Changes every row of a room wherever it is seen; null drops it. */
    Mutation rows(String room, UnaryOperator<Row> how) {
        return flatMap(entry -> switch (entry) {
            case Entry.Log it -> List.of(it.room().equals(room) ? log(it, how) : it);
            case Entry.Deliver it ->
                it.room().equals(room)
                        ? changed(it.row(), how, row -> new Entry.Deliver(it.at(), it.client(), room, row))
                        : List.of(it);
            case Entry.Apply it ->
                it.room().equals(room)
                        ? changed(it.row(), how, row -> new Entry.Apply(it.at(), it.client(), room, row, it.via()))
                        : List.of(it);
            default -> List.of(entry);
        });
    }

    private static List<Entry> changed(Row row, UnaryOperator<Row> how, Function<Row, Entry> entry) {
        Row changed = how.apply(row);
        return changed == null ? List.of() : List.of(entry.apply(changed));
    }

    private static Entry log(Entry.Log log, UnaryOperator<Row> how) {
        List<Row> rows = log.rows().stream()
                .map(how)
                .filter(row -> row != null)
                .sorted(Comparator.comparingLong(Row::seq))
                .toList();
        return new Entry.Log(log.at(), log.reader(), log.node(), log.room(), rows);
    }
}
