package dev.parley.bench.check;

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

    // ---- C7

    @Test
    void whatIsWrittenAfterARemovalAndReachesTheRemovedIsALeak() {
        Entry.Seating back = seating(true);
        caughtBy(
                history.replace(
                        back, new Entry.Deliver(back.at(), LivelyRoom.REMOVED, ROOM, row(LivelyRoom.SECRET)), back),
                "C7");
    }

    @Test
    void whatWasWrittenBeforeARemovalMayStillArrive() {
        Entry.Seating back = seating(true);
        assertThat(checked(history.replace(
                                back, new Entry.Deliver(back.at(), LivelyRoom.REMOVED, ROOM, row("key-two")), back))
                        .broken())
                .isEmpty();
    }

    @Test
    void aReadLongAfterARemovalIsALeak() {
        Entry.Seating back = seating(true);
        Entry.Read read = history.pick(Entry.Read.class, it -> it.node().equals("node0"));
        caughtBy(
                history.replace(
                        back,
                        new Entry.Read(
                                back.at(),
                                back.at() - MS,
                                LivelyRoom.REMOVED,
                                "node0",
                                ROOM,
                                read.headSeq(),
                                read.headRev(),
                                read.rows()),
                        back),
                "C7");
    }

    @Test
    void newsOfARemovalMayTakeLongerWhileNodesAreCutFromEachOther() {
        Entry.Seated gone = history.pick(Entry.Seated.class, it -> !it.on());
        history.replace(gone, gone, new Entry.Fault(gone.at(), "node1", "cut-nodes"));
        Entry.Seating back = seating(true);
        assertThat(checked(history.replace(
                                back,
                                new Entry.Deliver(back.at(), LivelyRoom.REMOVED, ROOM, row(LivelyRoom.SECRET)),
                                new Entry.Healed(back.at(), "node1", "cut-nodes"),
                                back))
                        .broken())
                .isEmpty();
    }

    @Test
    void afterThatTimeWhatIsWrittenInACutBetweenNodesIsALeak() {
        caughtBy(whileBroken("cut-nodes", LivelyRoom.LATE), "C7");
        caughtBy(whileBroken("cut-alone", LivelyRoom.LATE), "C7");
        caughtBy(whileBroken("cut-apart", LivelyRoom.LATE), "C7");
        caughtBy(whileBroken("cut-one-way", LivelyRoom.LATE), "C7");
    }

    @Test
    void aNodeWithoutTheDatabaseHearsOfARemovalWhenItHasItAgain() {
        for (String fault : List.of("cut-off", "cut-postgres", "postgres-freeze")) {
            assertThat(checked(whileBroken(fault, LivelyRoom.LATE)).broken())
                    .as(fault)
                    .isEmpty();
        }
    }

    @Test
    void withoutRedisARemovalTakesNoLonger() {
        caughtBy(whileBroken("cut-redis", LivelyRoom.SECRET), "C7");
    }

    @Test
    void whatTheServerWritesAfterARemovalAndReachesTheRemovedIsALeak() {
        Entry.Seating back = seating(true);
        Row row = history.pick(Entry.Log.class, it -> it.room().equals(ROOM)).rows().stream()
                .filter(it -> it.id().equals(LivelyRoom.WRITTEN_BY_THE_SERVER))
                .findFirst()
                .orElseThrow();
        caughtBy(history.replace(back, new Entry.Deliver(back.at(), LivelyRoom.REMOVED, ROOM, row), back), "C7");
    }

    @Test
    void whatReachesASessionThatHasEndedIsALeak() {
        Entry.LoggedIn in = history.pick(Entry.LoggedIn.class, it -> true);
        caughtBy(
                history.replace(in, new Entry.Deliver(in.at(), LivelyRoom.LOGGED_OUT, ROOM, row("key-out")), in), "C7");
    }

    @Test
    void aSocketThatOutlivesItsSessionIsALeak() {
        Entry.LoggedIn in = history.pick(Entry.LoggedIn.class, it -> true);
        Entry.Close close =
                history.pick(Entry.Close.class, it -> it.client().equals(LivelyRoom.LOGGED_OUT) && it.socket() == 900);
        history.entries().remove(close);
        caughtBy(history.replace(in, new Entry.Close(in.at(), LivelyRoom.LOGGED_OUT, 900, false, 4401), in), "C7");
    }

    @Test
    void aCutBetweenNodesKeepsNoSessionAlive() {
        Entry.LoggedOut out = history.pick(Entry.LoggedOut.class, it -> true);
        Entry.LoggedIn in = history.pick(Entry.LoggedIn.class, it -> true);
        history.replace(out, new Entry.Fault(out.at(), "node1", "cut-nodes"), out);
        caughtBy(
                history.replace(
                        in,
                        new Entry.Deliver(in.at(), LivelyRoom.LOGGED_OUT, ROOM, row("key-out")),
                        new Entry.Healed(in.at(), "node1", "cut-nodes"),
                        in),
                "C7");
    }

    @Test
    void aClientThatDoesNotReadFindsLaterThatItsSessionHasEnded() {
        Entry.LoggedOut out = history.pick(Entry.LoggedOut.class, it -> true);
        Entry.LoggedIn in = history.pick(Entry.LoggedIn.class, it -> true);
        Entry.Close close =
                history.pick(Entry.Close.class, it -> it.client().equals(LivelyRoom.LOGGED_OUT) && it.socket() == 900);
        history.entries().remove(close);
        history.replace(out, new Entry.Fault(out.at(), LivelyRoom.LOGGED_OUT, Faults.DEAF), out);
        history.replace(
                in,
                new Entry.Complete(in.at()),
                new Entry.Healed(in.at(), LivelyRoom.LOGGED_OUT, Faults.DEAF),
                new Entry.Deliver(in.at(), LivelyRoom.LOGGED_OUT, ROOM, row("key-two")),
                new Entry.Close(in.at(), LivelyRoom.LOGGED_OUT, 900, false, 4401),
                in);
        assertThat(checked(history).broken()).isEmpty();
    }

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
        Row last = row("key-one");
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

    // ---- C15

    @Test
    void aRefusalOfSomebodyWhoHasASeatIsCaught() {
        assertThat(checked(refused("not_a_member", true)).broken()).containsExactly("C15");
        assertThat(checked(refused("not_a_member", false)).broken()).isEmpty();
        assertThat(checked(refused("message_too_long", false)).broken()).containsExactly("C15");
    }

    @Test
    void aRefusalOfSomebodyWhoseSessionHasNotEndedIsCaught() {
        assertThat(checked(refused("unauthenticated", false)).broken()).containsExactly("C15");
        Entry.LoggedIn in = history.pick(Entry.LoggedIn.class, it -> true);
        Mutation out = new Mutation(history.entries())
                .replace(
                        in,
                        invoke(in.at(), LivelyRoom.LOGGED_OUT),
                        rejected(in.at(), LivelyRoom.LOGGED_OUT, "unauthenticated"),
                        in);
        assertThat(checked(out).broken()).isEmpty();
    }

    @Test
    void aChangeThatIsRefusedBecauseOfADeletionNeedsOne() {
        assertThat(checked(unchanged("key-three")).broken()).isEmpty();
        assertThat(checked(unchanged("key-two")).broken()).containsExactly("C15");
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

    /** What reaches the removed when they come back, and had been written while something was broken since their removal. */
    private Mutation whileBroken(String fault, String key) {
        Mutation broken = new Mutation(history.entries());
        Entry.Seated gone = broken.pick(Entry.Seated.class, it -> !it.on());
        Entry.Seating back = seating(true);
        return broken.replace(gone, gone, new Entry.Fault(gone.at(), "node1", fault))
                .replace(
                        back,
                        new Entry.Deliver(back.at(), LivelyRoom.REMOVED, ROOM, row(key)),
                        new Entry.Healed(back.at(), "node1", fault),
                        back);
    }

    /** Somebody who has been removed, or who never was, is refused. */
    private Mutation refused(String reason, boolean seated) {
        Entry.Seating back = seating(true);
        String client = seated ? "c1" : LivelyRoom.REMOVED;
        return new Mutation(history.entries())
                .replace(back, invoke(back.at(), client), rejected(back.at(), client, reason), back);
    }

    /** A change of a message that is refused because it had been deleted. */
    private Mutation unchanged(String key) {
        Entry.Seating back = seating(true);
        long seq = row(key).seq();
        return new Mutation(history.entries())
                .replace(
                        back,
                        new Entry.Change(
                                back.at(), "c2", 1, "c2", ROOM, seq, "key-refused", Entry.Kind.EDIT, "too late"),
                        rejected(back.at(), "c2", "message_deleted"),
                        back);
    }

    private static Entry invoke(long at, String client) {
        return new Entry.Invoke(at, client, 1, client, ROOM, "key-refused", "refused", 1);
    }

    private static Entry rejected(long at, String client, String reason) {
        return new Entry.Rejected(at, client, ROOM, "key-refused", reason);
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
        Row last = row(key);
        return history.rows(ROOM, row -> row.equals(last) ? how.apply(row) : row);
    }

    private static Row with(Row row, String content, boolean deleted, String reactions) {
        return new Row(row.seq(), row.rev(), row.id(), row.sender(), row.key(), true, content, deleted, reactions);
    }

    private Row row(String key) {
        return history.pick(Entry.Log.class, it -> it.room().equals(ROOM)).rows().stream()
                .filter(row -> row.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private long lastRev() {
        return history.pick(Entry.Counted.class, any -> true).headRev();
    }

    private Entry.Seating seating(boolean on) {
        return history.pick(Entry.Seating.class, it -> it.on() == on);
    }

    private static Report checked(Mutation mutation) {
        return Checker.check(History.of(mutation.entries()));
    }

    private static void caughtBy(Mutation mutation, String... rules) {
        Report report = checked(mutation);
        assertThat(report.broken()).as(report.text()).containsExactly(rules);
    }
}
