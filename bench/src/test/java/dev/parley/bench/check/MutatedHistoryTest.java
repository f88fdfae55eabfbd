package dev.parley.bench.check;

import static dev.parley.bench.check.Mutation.caughtBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The checker accepts a good history, and each way to spoil one is caught by exactly the rules that it breaks. */
class MutatedHistoryTest {

    private static final String ROOM = "room1";

    private final Mutation history = new Mutation(MadeHistory.good(7));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aGoodHistoryIsAccepted(long seed) {
        Report report = Checker.check(History.of(MadeHistory.good(seed)));

        assertThat(report.clean()).as(report.text()).isTrue();
        assertThat(report.exercised().acknowledged()).isGreaterThan(200);
        assertThat(report.exercised().inDoubt())
                .isPositive()
                .isEqualTo(report.exercised().duplicates());
        assertThat(report.exercised().healedByFetch()).isPositive();
        assertThat(report.exercised().moved()).isPositive();
    }

    @Test
    void aHistorySurvivesBeingWrittenAndRead(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("history.jsonl");
        History.of(history.entries()).writeTo(file);

        assertThat(History.readFrom(file).entries()).isEqualTo(history.entries());
    }

    @Test
    void anAcknowledgedMessageDroppedFromTheEndOfEverythingIsLost() {
        Entry.Ok ok = history.lastOk(ROOM);
        caughtBy(history.rows(ROOM, row -> row.seq() == ok.seq() ? null : row), "C1");
    }

    @Test
    void anAcknowledgedMessageDroppedFromTheMiddleIsLostAndLeavesAHole() {
        Entry.Ok ok = history.pick(Entry.Ok.class, it -> it.room().equals(ROOM));
        caughtBy(history.rows(ROOM, row -> row.seq() == ok.seq() ? null : row), "C1", "C4");
    }

    @Test
    void anAcknowledgedMessageThatOneNodeDoesNotShowIsLost() {
        caughtBy(
                history.logs(
                        log -> log.room().equals(ROOM) && log.node().equals("node2"),
                        rows -> rows.subList(0, rows.size() - 1)),
                "C1",
                "C11");
    }

    @Test
    void aMessageThatNobodySentIsAPhantom() {
        caughtBy(
                history.flatMap(entry -> {
                    if (!(entry instanceof Entry.Log it) || !it.room().equals(ROOM)) {
                        return List.of(entry);
                    }
                    List<Row> rows = new ArrayList<>(it.rows());
                    rows.add(phantom(rows.size() + 1));
                    List<Entry> more = appliedByAll(it, rows.getLast());
                    more.add(new Entry.Log(it.at(), it.reader(), it.node(), ROOM, rows));
                    return more;
                }),
                "C2");
    }

    @Test
    void aLiveFrameThatNobodySentIsAPhantom() {
        Entry.Log log = history.pick(Entry.Log.class, it -> it.room().equals(ROOM));
        caughtBy(
                history.replace(
                        log,
                        new Entry.Deliver(
                                log.at(), "c1", ROOM, phantom(log.rows().size() + 1)),
                        log),
                "C2");
    }

    @Test
    void aMessageWithOtherWordsThanItsSenderWroteIsAPhantom() {
        Entry.Ok ok = history.pick(Entry.Ok.class, it -> it.room().equals(ROOM));
        caughtBy(
                history.rows(
                        ROOM,
                        row -> row.seq() == ok.seq()
                                ? new Row(row.seq(), row.rev(), row.id(), row.sender(), row.key(), true, "other")
                                : row),
                "C2");
    }

    @Test
    void aRefusedMessageInTheLogIsAPhantom() {
        Entry.Ok ok = history.pick(Entry.Ok.class, it -> it.room().equals(ROOM));
        caughtBy(
                history.replace(ok, new Entry.Rejected(ok.at(), ok.client(), ROOM, ok.key(), "not_a_member")),
                "C2",
                "C15");
    }

    @Test
    void aMessageThatAClientShowsButTheLogDoesNotHaveIsAPhantom() {
        Entry.Ok ok = history.lastOk(ROOM);
        history.flatMap(entry -> entry.equals(ok) ? List.of() : List.of(entry));
        caughtBy(history.logs(log -> log.room().equals(ROOM), rows -> rows.subList(0, rows.size() - 1)), "C2");
    }

    @Test
    void oneSendStoredTwiceIsADuplicate() {
        Entry.Ok ok = history.pick(Entry.Ok.class, it -> it.room().equals(ROOM));
        caughtBy(
                history.flatMap(entry -> {
                    if (!(entry instanceof Entry.Log it) || !it.room().equals(ROOM)) {
                        return List.of(entry);
                    }
                    List<Row> rows = new ArrayList<>(it.rows());
                    rows.add(again(rows, ok));
                    List<Entry> more = appliedByAll(it, rows.getLast());
                    more.add(new Entry.Log(it.at(), it.reader(), it.node(), ROOM, rows));
                    return more;
                }),
                "C3");
    }

    @Test
    void oneSendAcknowledgedWithTwoNumbersIsADuplicate() {
        Entry.Ok ok = history.pick(Entry.Ok.class, it -> it.room().equals(ROOM));
        caughtBy(
                history.replace(
                        ok,
                        ok,
                        new Entry.Ok(ok.at(), ok.client(), ROOM, ok.key(), "other", ok.seq() + 1000, ok.rev(), true)),
                "C3");
    }

    @Test
    void oneChangeTakenTwiceIsADuplicate() {
        Entry.Apply apply = history.pick(Entry.Apply.class, it -> it.room().equals(ROOM));
        caughtBy(history.replace(apply, apply, apply), "C3");
    }

    @Test
    void aNumberThatWasNeverGivenIsAGap() {
        Entry.Ok last = history.lastOk(ROOM);
        history.flatMap(entry -> entry.equals(last)
                ? List.of(new Entry.Ok(
                        last.at(),
                        last.client(),
                        ROOM,
                        last.key(),
                        last.id(),
                        last.seq() + 1,
                        last.rev(),
                        last.duplicate()))
                : List.of(entry));
        caughtBy(
                history.rows(
                        ROOM,
                        row -> row.seq() == last.seq()
                                ? new Row(
                                        row.seq() + 1,
                                        row.rev(),
                                        row.id(),
                                        row.sender(),
                                        row.key(),
                                        true,
                                        row.content())
                                : row),
                "C4");
    }

    @Test
    void aLiveFrameTakenOverAMissingOneIsAGap() {
        Entry.Apply apply = history.pick(Entry.Apply.class, it -> it.room().equals(ROOM) && nextIsLive(it));
        caughtBy(history.flatMap(entry -> entry.equals(apply) ? List.of() : List.of(entry)), "C4");
    }

    @Test
    void aTailThatNeverCameIsAGap() {
        Entry.Ok ok = history.lastOk(ROOM);
        caughtBy(
                history.flatMap(entry -> entry instanceof Entry.Apply it
                                && it.client().equals("c3")
                                && it.room().equals(ROOM)
                                && it.row().seq() == ok.seq()
                        ? List.of()
                        : List.of(entry)),
                "C4");
    }

    @Test
    void aClientThatNeverSawItsRoomHasAGap() {
        caughtBy(
                history.flatMap(entry -> entry instanceof Entry.Apply it
                                && it.client().equals("c3")
                                && it.room().equals(ROOM)
                        ? List.of()
                        : List.of(entry)),
                "C4");
    }

    @Test
    void twoClientsThatShowDifferentMessagesAtOneNumberAreAFork() {
        Entry.Apply one = history.pick(
                Entry.Apply.class,
                it -> it.room().equals(ROOM)
                        && it.client().equals("c2")
                        && it.row().text()
                        && nextIsLive(it));
        Entry.Apply two = next(one);
        history.replace(two, new Entry.Apply(two.at(), "c2", ROOM, numbered(one.row(), two.row()), two.via()));
        caughtBy(
                history.replace(one, new Entry.Apply(one.at(), "c2", ROOM, numbered(two.row(), one.row()), one.via())),
                "C5");
    }

    @Test
    void twoNodesThatShowDifferentLogsAreAFork() {
        caughtBy(
                history.logs(log -> log.room().equals(ROOM) && log.node().equals("node1"), rows -> {
                    Row one = rows.get(9);
                    Row two = rows.get(10);
                    rows.set(9, numbered(two, one));
                    rows.set(10, numbered(one, two));
                    return rows;
                }),
                "C5",
                "C11");
    }

    @Test
    void anAcknowledgementWithAnotherNumberThanTheLogIsAFork() {
        Entry.Ok ok = history.pick(Entry.Ok.class, it -> it.room().equals(ROOM));
        Entry.Ok other = history.pick(Entry.Ok.class, it -> it.room().equals(ROOM) && it.seq() == ok.seq() + 1);
        caughtBy(
                history.replace(
                        ok, new Entry.Ok(ok.at(), ok.client(), ROOM, ok.key(), ok.id(), other.seq(), ok.rev(), false)),
                "C5");
    }

    @Test
    void changesTakenInTheWrongOrderAreAnInversion() {
        Entry.Apply one = history.pick(
                Entry.Apply.class, it -> it.room().equals(ROOM) && it.row().text());
        Entry.Apply two = next(one);
        int first = history.entries().indexOf(one);
        int second = history.entries().indexOf(two);
        Collections.swap(history.entries(), first, second);
        caughtBy(history, "C6");
    }

    @Test
    void aMessageBeforeOneThatWasAcknowledgedBeforeItWasSentIsAnInversion() {
        Entry.Ok one = history.pick(Entry.Ok.class, it -> it.room().equals(ROOM));
        Entry.Ok two = history.pick(Entry.Ok.class, it -> it.room().equals(ROOM) && it.seq() == one.seq() + 1);
        Row rowOne = row(one);
        Row rowTwo = row(two);
        history.replace(one, swapped(one, two));
        history.replace(two, swapped(two, one));
        Mutation mutated = history.rows(ROOM, row -> {
            if (row.seq() == one.seq()) {
                return numbered(rowTwo, row);
            }
            return row.seq() == two.seq() ? numbered(rowOne, row) : row;
        });
        caughtBy(mutated, "C6");
    }

    @Test
    void aSendWithoutAnAnswerIsSilent() {
        Entry.Ok ok = history.pick(Entry.Ok.class, it -> !it.duplicate());
        history.entries().add(new Entry.Fault(end() + 6_000_000_000L, "node0", "waits"));
        caughtBy(
                history.flatMap(entry -> entry.equals(ok)
                                || entry instanceof Entry.Close close
                                        && close.client().equals(ok.client())
                        ? List.of()
                        : List.of(entry)),
                "C9");
    }

    @Test
    void anAnswerThatComesTooLateIsSilent() {
        Entry.Answered answer = history.pick(Entry.Answered.class, it -> true);
        history.entries().remove(answer);
        history.entries()
                .add(new Entry.Answered(end() + 6_000_000_000L, answer.client(), answer.socket(), answer.call()));
        caughtBy(
                history.flatMap(entry ->
                        entry instanceof Entry.Close close && close.client().equals(answer.client())
                                ? List.of()
                                : List.of(entry)),
                "C9");
    }

    /** Every client takes a row, just before the first log is read. */
    private static List<Entry> appliedByAll(Entry.Log log, Row row) {
        List<Entry> applies = new ArrayList<>();
        for (int client = 0; log.node().equals("node0") && client < MadeHistory.CLIENTS; client++) {
            applies.add(new Entry.Apply(log.at(), "c" + client, ROOM, row, Entry.Via.LIVE));
        }
        return applies;
    }

    private static Row phantom(long seq) {
        return new Row(seq, seq, "phantom", "c0", "phantom", true, "boo");
    }

    private static Row again(List<Row> rows, Entry.Ok ok) {
        Row row = rows.get((int) ok.seq() - 1);
        return new Row(rows.size() + 1, rows.size() + 1, "again", row.sender(), row.key(), true, row.content());
    }

    /** A message under the numbers of another. */
    private static Row numbered(Row message, Row numbers) {
        return new Row(
                numbers.seq(),
                numbers.rev(),
                message.id(),
                message.sender(),
                message.key(),
                message.text(),
                message.content());
    }

    private static Entry.Ok swapped(Entry.Ok message, Entry.Ok numbers) {
        return new Entry.Ok(
                message.at(),
                message.client(),
                message.room(),
                message.key(),
                message.id(),
                numbers.seq(),
                numbers.rev(),
                message.duplicate());
    }

    private Row row(Entry.Ok ok) {
        return history.pick(Entry.Log.class, log -> log.room().equals(ROOM))
                .rows()
                .get((int) ok.seq() - 1);
    }

    private Entry.Apply next(Entry.Apply apply) {
        return history.pick(
                Entry.Apply.class,
                it -> it.room().equals(apply.room())
                        && it.client().equals(apply.client())
                        && it.row().rev() == apply.row().rev() + 1);
    }

    private boolean nextIsLive(Entry.Apply apply) {
        TreeMap<Long, Entry.Via> vias = new TreeMap<>();
        history.entries().forEach(entry -> {
            if (entry instanceof Entry.Apply it
                    && it.room().equals(apply.room())
                    && it.client().equals(apply.client())) {
                vias.put(it.row().rev(), it.via());
            }
        });
        return vias.get(apply.row().rev() + 1) == Entry.Via.LIVE;
    }

    private long end() {
        return history.entries().getLast().at();
    }
}
