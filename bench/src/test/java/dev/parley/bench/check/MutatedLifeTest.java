package dev.parley.bench.check;

import static dev.parley.bench.check.Mutation.caughtBy;
import static dev.parley.bench.check.Mutation.checked;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** As {@link MutatedHistoryTest}, for what is changed, taken away, read and counted. */
class MutatedLifeTest {

    private static final String ROOM = LivelyRoom.ROOM;
    private static final long MS = 1_000_000;

    private final Mutation history = new Mutation(MadeHistory.good(7));

    // ---- C8

    @Test
    void aReadWithoutWhatWasAcknowledgedBeforeIsStale() {
        caughtBy(
                read(it -> new Entry.Read(
                        it.at(),
                        it.began(),
                        it.user(),
                        it.node(),
                        ROOM,
                        it.headSeq() - 1,
                        it.headRev() - 1,
                        it.rows().subList(0, it.rows().size() - 1))),
                "C8");
    }

    @Test
    void aReadOfAnOlderStateThanTheAcknowledgedOneIsStale() {
        caughtBy(
                read(it -> new Entry.Read(
                        it.at(),
                        it.began(),
                        it.user(),
                        it.node(),
                        ROOM,
                        it.headSeq(),
                        it.headRev(),
                        it.rows().stream()
                                .map(row -> row.key().equals("key-one")
                                        ? new Row(2, 2, row.id(), row.sender(), row.key(), true, "one")
                                        : row)
                                .toList())),
                "C8");
    }

    // ---- C9

    @Test
    void theTimeInWhichANodeStoodStillIsNotSilence() {
        Entry.Answered answer =
                history.pick(Entry.Answered.class, it -> it.client().equals("c2"));
        List<Entry> entries = history.entries();
        entries.remove(answer);
        entries.removeIf(
                entry -> entry instanceof Entry.Close close && close.client().equals("c2") && close.socket() == 1);
        long end = entries.getLast().at();
        entries.add(new Entry.Answered(end + 6_000 * MS, answer.client(), answer.socket(), answer.call()));
        assertThat(checked(history).broken()).containsExactly("C9");
        entries.addFirst(new Entry.Fault(0, "node0", "freeze-node"));
        entries.add(entries.size() - 1, new Entry.Healed(end + 5_000 * MS, "node0", "freeze-node"));
        assertThat(checked(history).broken()).isEmpty();
    }

    // ---- C11

    @Test
    void aClientThatEndsWithAnOlderStateIsCaught() {
        long last = history.pick(Entry.Log.class, it -> it.room().equals(ROOM)).rows().stream()
                .mapToLong(Row::rev)
                .max()
                .orElseThrow();
        caughtBy(
                history.flatMap(entry -> entry instanceof Entry.Apply it
                                && it.client().equals("c3")
                                && it.room().equals(ROOM)
                                && it.row().rev() == last
                        ? List.of()
                        : List.of(entry)),
                "C11");
    }

    @Test
    void anAcknowledgedEditThatIsGoneIsCaught() {
        caughtBy(rows("key-one", row -> with(row, "one", false, "")), "C11");
    }

    @Test
    void anEditOfUnknownOutcomeMayHaveBeenMadeLate() {
        Entry.Change edit = history.pick(Entry.Change.class, it -> it.value().equals("one again"));
        history.replace(
                edit,
                new Entry.Change(edit.at(), "c1", 800, "c1", ROOM, edit.seq(), edit.key(), edit.what(), edit.value()),
                new Entry.Close(edit.at(), "c1", 800, false, 1006),
                edit);
        assertThat(checked(rows("key-one", row -> row.rev() == lastRev() ? with(row, "one again", false, "") : row))
                        .broken())
                .isEmpty();
    }

    @Test
    void aReactionThatIsGoneIsCaught() {
        caughtBy(rows("key-two", row -> with(row, "two", false, "")), "C11");
    }

    @Test
    void aReactionThatNobodyMadeIsCaught() {
        caughtBy(rows("key-two", row -> with(row, "two", false, "👍:c3;🎉:c1")), "C11");
    }

    @Test
    void aDeletionThatIsUndoneIsCaught() {
        caughtBy(rows("key-three", row -> with(row, "three", false, "")), "C11");
    }

    @Test
    void aNodeThatShowsAnOlderStateIsCaught() {
        Row last = history.row("key-one");
        Row before = history.pick(Entry.Apply.class, it -> it.row().content().equals("one again"))
                .row();
        caughtBy(
                history.logs(
                        log -> log.room().equals(ROOM) && log.node().equals("node1"),
                        rows -> rows.stream()
                                .map(row -> row.equals(last) ? before : row)
                                .toList()),
                "C11");
    }

    // ---- C12

    @Test
    void aMarkerThatGoesBackIsCaught() {
        Entry.Marked last = history.pick(Entry.Marked.class, it -> it.asked() == 5);
        caughtBy(
                history.replace(last, last, new Entry.Marked(last.at() + 2, last.at() + 1, last.user(), ROOM, 1, 1)),
                "C12");
    }

    @Test
    void aMarkerThatDoesNotMoveIsCaught() {
        Entry.Marked last = history.pick(Entry.Marked.class, it -> it.asked() == 2);
        caughtBy(history.replace(last, new Entry.Marked(last.at(), last.began(), last.user(), ROOM, 2, 1)), "C12");
    }

    @Test
    void aMarkerThatOneNodeForgotIsCaught() {
        caughtBy(counted(4, 0, 0, 0, 0), "C12");
    }

    @Test
    void aWrongNumberOfUnreadMessagesIsCaught() {
        caughtBy(counted(0, 1, 0, 0, 0), "C12");
    }

    // ---- C13

    @Test
    void aHeadThatIsNotTheEndOfTheLogIsCaught() {
        caughtBy(counted(0, 0, 1, 0, 0), "C13");
        caughtBy(counted(0, 0, -1, 1, 0), "C13");
    }

    @Test
    void aWrongNumberOfMembersIsCaught() {
        caughtBy(counted(0, 0, 0, 0, 1), "C13");
    }

    @Test
    void aWrongNumberOfReactionsIsCaught() {
        Entry.Tallied it = history.pick(Entry.Tallied.class, any -> true);
        Entry more = new Entry.Tallied(it.at(), ROOM, it.seq(), it.emoji(), 2, 1);
        Entry left = new Entry.Tallied(it.at(), ROOM, it.seq(), it.emoji(), 1, 0);
        caughtBy(history.replace(it, more), "C13");
        caughtBy(history.replace(more, left), "C13");
    }

    // ---- C14

    @Test
    void whatIsNotGivenBackIsCaught() {
        caughtBy(idle(Map.of("sockets", 1L, "heap MiB", 70L)), "C14");
        caughtBy(idle(Map.of("sockets", 0L, "heap MiB", 200L)), "C14");
        caughtBy(idle(Map.of("sockets", -1L, "heap MiB", 70L)), "C14");
        caughtBy(idle(Map.of("sockets", 0L, "MiB resident at most", 641L)), "C14");
    }

    // ---- C18

    @Test
    void aSendThatNeverGetsAnOutcomeIsCaught() {
        history.entries().add(new Entry.Unsent(history.entries().getLast().at() + 1, "c1", ROOM, 3));
        caughtBy(history, "C18");
    }

    // ---- C19

    @Test
    void changesOfMembersThatAreToldOnceAreGood() {
        assertThat(checked(members(4, true)).broken()).isEmpty();
        assertThat(checked(members(2, false)).broken()).isEmpty();
        assertThat(checked(members(4, false)).broken()).isEmpty();
    }

    @Test
    void aChangeOfMembersThatIsToldTwiceOrNotAtAllIsCaught() {
        caughtBy(members(3, true), "C19");
        caughtBy(members(5, true), "C19");
        caughtBy(members(1, false), "C19");
        caughtBy(members(5, false), "C19");
    }

    @Test
    void jobsThatAreNotDoneAreCaught() {
        long end = history.entries().getLast().at();
        Mutation left = new Mutation(history.entries());
        left.entries().add(new Entry.Jobs(end + 1, 1, 0));
        caughtBy(left, "C19");
        history.entries().add(new Entry.Jobs(end + 1, 0, 2));
        caughtBy(history, "C19");
    }

    /** A room is made and joined by somebody who is removed, perhaps, and comes back; its log tells so many changes. */
    private Mutation members(int told, boolean surelyRemoved) {
        Mutation more = new Mutation(history.entries());
        List<Entry> entries = more.entries();
        long at = entries.getLast().at();
        entries.add(new Entry.Made(at, "c0", "members"));
        entries.add(new Entry.Seating(at, "c1", "members", true));
        entries.add(new Entry.Seated(at, "c1", "members", true));
        entries.add(new Entry.Seating(at, "c1", "members", false));
        if (surelyRemoved) {
            entries.add(new Entry.Seated(at, "c1", "members", false));
        }
        entries.add(new Entry.Seating(at, "c1", "members", true));
        entries.add(new Entry.Seated(at, "c1", "members", true));
        List<Row> rows = LongStream.rangeClosed(1, told)
                .mapToObj(seq -> new Row(seq, seq, "told " + seq, "c0", "", false, ""))
                .toList();
        entries.add(new Entry.Log(at, "c0", "node0", "members", rows));
        return more;
    }

    private Mutation read(UnaryOperator<Entry.Read> how) {
        Entry.Read read = history.pick(Entry.Read.class, it -> it.node().equals("node2"));
        return history.replace(read, how.apply(read));
    }

    private Mutation counted(long lastRead, long unread, long seq, long rev, long members) {
        Entry.Counted it = history.pick(Entry.Counted.class, any -> true);
        return history.replace(
                it,
                new Entry.Counted(
                        it.at(),
                        it.node(),
                        it.user(),
                        ROOM,
                        it.lastRead() - lastRead,
                        it.unread() + unread,
                        it.headSeq() + seq,
                        it.headRev() + rev,
                        it.memberCount() + members,
                        it.members()));
    }

    private Mutation idle(Map<String, Long> held) {
        Entry.Idle after = history.pick(Entry.Idle.class, Entry.Idle::after);
        return history.replace(after, new Entry.Idle(after.at(), after.node(), true, held));
    }

    /** Changes the last state of a message wherever it is seen. */
    private Mutation rows(String key, UnaryOperator<Row> how) {
        Row last = history.row(key);
        return history.rows(ROOM, row -> row.equals(last) ? how.apply(row) : row);
    }

    private static Row with(Row row, String content, boolean deleted, String reactions) {
        return new Row(row.seq(), row.rev(), row.id(), row.sender(), row.key(), true, content, deleted, reactions);
    }

    private long lastRev() {
        return history.pick(Entry.Counted.class, any -> true).headRev();
    }
}
