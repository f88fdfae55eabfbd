package dev.parley.bench.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** As {@link MutatedHistoryTest}, for what happens when there is too much: refusals, clients that do not read; and for how long deliveries take. */
class MutatedExcessTest {

    private static final long S = 1_000_000_000;
    private static final String DEAF = "deaf one";

    // ---- C15

    @Test
    void aRefusalThatSaysWhyIsNone() {
        assertThat(broken(refusals("overloaded"))).isEmpty();
    }

    @Test
    void aRefusalThatDoesNotSayWhyIsCaught() {
        assertThat(broken(refusals("internal"))).containsExactly("C15");
        assertThat(broken(refusals(""))).containsExactly("C15");
    }

    @Test
    void aReadThatIsRefusedWithoutSayingWhyIsCaught() {
        assertThat(broken(List.of(
                        new Entry.Asked(1, "c1", 1, "rooms.changes#1"),
                        new Entry.Answered(2, "c1", 1, "rooms.changes#1", "unavailable"))))
                .isEmpty();
        assertThat(broken(List.of(
                        new Entry.Asked(1, "c1", 1, "rooms.changes#1"),
                        new Entry.Answered(2, "c1", 1, "rooms.changes#1", "internal"))))
                .containsExactly("C15");
    }

    // ---- C16

    @Test
    void aSlowReaderThatLosesItsSocketWhileTheOthersGoOnIsGood() {
        assertThat(broken(slowReader(true, 1))).isEmpty();
    }

    @Test
    void aSlowReaderThatKeepsItsSocketIsCaught() {
        assertThat(broken(slowReader(true, 20))).containsExactly("C16");
    }

    @Test
    void othersThatAreHeldUpByASlowReaderAreCaught() {
        assertThat(broken(slowReader(false, 1))).containsExactly("C16");
    }

    // ---- C17, and what is reported of deliveries

    @Test
    void aMessageThatIsLateWhereNothingIsBrokenIsCaught() {
        assertThat(broken(delivery(30 * S, 30 * S + S / 2, ""))).isEmpty();
        assertThat(broken(delivery(30 * S, 32 * S, ""))).containsExactly("C17");
    }

    @Test
    void aMessageMayBeLateWhileNodesAreApartAndWhileTheyFindEachOther() {
        assertThat(broken(delivery(7 * S, 9 * S, ""))).isEmpty();
        assertThat(broken(delivery(24 * S, 26 * S, ""))).isEmpty();
    }

    @Test
    void aMessageMayBeLateWhereSomethingBreaksBeforeItArrives() {
        List<Entry> entries = new ArrayList<>(delivery(30 * S, 33 * S, ""));
        entries.add(3, new Entry.Fault(31 * S, "node1", "cut-one-way"));
        assertThat(broken(entries)).isEmpty();
    }

    @Test
    void aChangeOfAMessageIsNoDeliveryOfIt() {
        assertThat(broken(delivery(30 * S, 34 * S, "+1 by c2"))).isEmpty();
    }

    @Test
    void whatPassesACutIsReportedForItself() {
        assertThat(across("cut-apart", "")).contains("cut-apart, across  p50  1000 ms", "1 times");
        assertThat(across("cut-alone", "node0")).contains("cut-alone, across  p50  1000 ms", "1 times");
        assertThat(across("cut-alone", "node1")).contains("cut-alone, across  p50  1000 ms", "1 times");
        assertThat(across("cut-alone", "node2")).doesNotContain("across");
        assertThat(across("cut-nodes", "node0")).doesNotContain("across");
    }

    /** One on node1 writes to one on node0 and one on node1 while something is broken somewhere. */
    private static String across(String what, String where) {
        Row row = new Row(1, 1, "id", "c1", "one", true, "text one");
        return Checker.check(History.of(List.of(
                        new Entry.Open(1, "c0", 1, "node0"),
                        new Entry.Open(1, "c1", 1, "node1"),
                        new Entry.Open(1, "c2", 1, "node1"),
                        new Entry.Fault(2, where, what),
                        invoke(S, "c1", "one"),
                        new Entry.Deliver(S + S / 100, "c2", "room", row),
                        new Entry.Deliver(2 * S, "c0", "room", row),
                        new Entry.Healed(3 * S, where, what))))
                .deliveries()
                .text();
    }

    @Test
    void deliveriesAreReportedByWhatWasBroken() {
        Deliveries apart = Checker.check(History.of(delivery(7 * S, 9 * S, ""))).deliveries();
        Deliveries quiet =
                Checker.check(History.of(delivery(30 * S, 30 * S + S / 4, ""))).deliveries();
        assertThat(apart.and(quiet).text())
                .contains("cut-nodes          p50  2000 ms", "nothing            p50   250 ms", "1 times");
    }

    /** Nodes are cut from each other from 5 s to 10 s; a message is sent and arrives. */
    private static List<Entry> delivery(long sentAt, long arrivedAt, String reactions) {
        Row row = new Row(1, 1, "id", "c1", "one", true, "text one", false, reactions);
        List<Entry> entries = new ArrayList<>(List.of(
                new Entry.Fault(5 * S, "node0", "cut-nodes"),
                new Entry.Healed(10 * S, "node0", "cut-nodes"),
                invoke(sentAt, "c1", "one"),
                new Entry.Deliver(arrivedAt, "c2", "room", row)));
        entries.sort(java.util.Comparator.comparingLong(Entry::at));
        return entries;
    }

    // ---- what is reported of an overload

    @Test
    void anOverloadIsReportedWithWhatWasAcceptedAndRefused() {
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry.Fault(0, "", Faults.FLOOD));
        entries.add(invoke(1, "flood1", "one"));
        entries.add(invoke(2, "flood1", "two"));
        entries.add(new Entry.Ok(1 + S, "flood1", "room", "one", "id", 1, 1, false));
        entries.add(new Entry.Retry(2 + S, "flood1", "room", "two", "overloaded", 100));
        entries.add(new Entry.Healed(2 * S, "", Faults.FLOOD));
        entries.add(new Entry.Close(2 * S, "flood1", 1, true, 1000));

        Overload overload = Checker.check(History.of(entries)).overload();

        assertThat(overload.offered()).isEqualTo(2);
        assertThat(overload.forMs()).isEqualTo(2_000);
        assertThat(overload.accepted()).containsExactly(java.util.Map.entry(1_000L, 1));
        assertThat(overload.refused()).containsExactly(java.util.Map.entry("overloaded", 1));
        assertThat(overload.and(overload).text())
                .contains("4 attempts", "2 acknowledged (p50 1000 ms, p99 1000 ms)", "overloaded=2");
    }

    private static List<Entry> refusals(String reason) {
        return List.of(invoke(1, "c1", "one"), new Entry.Retry(2, "c1", "room", "one", reason, 100));
    }

    /** A client that does not read for two seconds and whose socket is closed so many seconds after it reads again. */
    private static List<Entry> slowReader(boolean othersComplete, long closedAfter) {
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry.Open(1, DEAF, 7, "node0"));
        entries.add(new Entry.Fault(2, DEAF, Faults.DEAF));
        if (othersComplete) {
            entries.add(new Entry.Complete(S));
        }
        entries.add(new Entry.Healed(2 * S, DEAF, Faults.DEAF));
        entries.add(new Entry.Close((2 + closedAfter) * S, DEAF, 7, false, 4408));
        return entries;
    }

    private static Entry invoke(long at, String client, String key) {
        return new Entry.Invoke(at, client, 1, client, "room", key, "text " + key, 1);
    }

    private static List<String> broken(List<Entry> entries) {
        return Checker.check(History.of(entries)).broken();
    }
}
