package dev.parley.bench.check;

import static dev.parley.bench.check.Mutation.caughtBy;
import static dev.parley.bench.check.Mutation.checked;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** As {@link MutatedHistoryTest}, for who may be reached and who may be refused. */
class MutatedAccessTest {

    private static final String ROOM = LivelyRoom.ROOM;
    private static final long MS = 1_000_000;

    private final Mutation history = new Mutation(MadeHistory.good(7));

    // ---- C7

    @Test
    void whatIsWrittenAfterARemovalAndReachesTheRemovedIsALeak() {
        Entry.Seating back = history.seating(true);
        caughtBy(
                history.replace(
                        back,
                        new Entry.Deliver(back.at(), LivelyRoom.REMOVED, ROOM, history.row(LivelyRoom.SECRET)),
                        back),
                "C7");
    }

    @Test
    void whatWasWrittenBeforeARemovalMayStillArrive() {
        Entry.Seating back = history.seating(true);
        assertThat(checked(history.replace(
                                back,
                                new Entry.Deliver(back.at(), LivelyRoom.REMOVED, ROOM, history.row("key-two")),
                                back))
                        .broken())
                .isEmpty();
    }

    @Test
    void aReadLongAfterARemovalIsALeak() {
        Entry.Seating back = history.seating(true);
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
        Entry.Seating back = history.seating(true);
        assertThat(checked(history.replace(
                                back,
                                new Entry.Deliver(back.at(), LivelyRoom.REMOVED, ROOM, history.row(LivelyRoom.SECRET)),
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
        Entry.Seating back = history.seating(true);
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
                history.replace(
                        in, new Entry.Deliver(in.at(), LivelyRoom.LOGGED_OUT, ROOM, history.row("key-out")), in),
                "C7");
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
                        new Entry.Deliver(in.at(), LivelyRoom.LOGGED_OUT, ROOM, history.row("key-out")),
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
                new Entry.Deliver(in.at(), LivelyRoom.LOGGED_OUT, ROOM, history.row("key-two")),
                new Entry.Close(in.at(), LivelyRoom.LOGGED_OUT, 900, false, 4401),
                in);
        assertThat(checked(history).broken()).isEmpty();
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

    /** What reaches the removed when they come back, and had been written while something was broken since their removal. */
    private Mutation whileBroken(String fault, String key) {
        Mutation broken = new Mutation(history.entries());
        Entry.Seated gone = broken.pick(Entry.Seated.class, it -> !it.on());
        Entry.Seating back = history.seating(true);
        return broken.replace(gone, gone, new Entry.Fault(gone.at(), "node1", fault))
                .replace(
                        back,
                        new Entry.Deliver(back.at(), LivelyRoom.REMOVED, ROOM, history.row(key)),
                        new Entry.Healed(back.at(), "node1", fault),
                        back);
    }

    /** Somebody who has been removed, or who never was, is refused. */
    private Mutation refused(String reason, boolean seated) {
        Entry.Seating back = history.seating(true);
        String client = seated ? "c1" : LivelyRoom.REMOVED;
        return new Mutation(history.entries())
                .replace(back, invoke(back.at(), client), rejected(back.at(), client, reason), back);
    }

    /** A change of a message that is refused because it had been deleted. */
    private Mutation unchanged(String key) {
        Entry.Seating back = history.seating(true);
        long seq = history.row(key).seq();
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
}
