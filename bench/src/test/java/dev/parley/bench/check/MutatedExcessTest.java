package dev.parley.bench.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** As {@link MutatedHistoryTest}, for what happens when there is too much: refusals, and clients that do not read. */
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
                .contains("4 offered", "2 acknowledged (p50 1000 ms, p99 1000 ms)", "overloaded=2");
    }

    private static List<Entry> refusals(String reason) {
        return List.of(
                invoke(1, "c1", "one"),
                new Entry.Retry(2, "c1", "room", "one", reason, 100),
                invoke(3, "c1", "two"),
                new Entry.Rejected(4, "c1", "room", "two", reason));
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
