package dev.parley.bench.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What was exercised is what could have been seen to go wrong. */
class ExercisedTest {

    private static final long S = 1_000_000_000;
    private static final String OUTLIVED_REMOVALS = "removals that outlived their limit";
    private static final String OUTLIVED_LOG_OUTS = "log-outs that outlived their limit";
    private static final String UNDISTURBED = "deliveries while nothing is broken";

    @Test
    void aRemovalIsExercisedWhenItLastsUntilNothingMayReachTheRemoved() {
        assertThat(removal(2).missing()).doesNotContain("removals", OUTLIVED_REMOVALS);
        assertThat(removal(1).missing()).doesNotContain("removals").contains(OUTLIVED_REMOVALS);
        assertThat(removal(2, new Entry.Fault(S, "node0", "cut-nodes")).missing())
                .contains(OUTLIVED_REMOVALS);
        assertThat(removal(4, new Entry.Fault(S, "node0", "cut-nodes")).missing())
                .doesNotContain(OUTLIVED_REMOVALS);
    }

    @Test
    void aLogOutIsExercisedWhenNobodyComesBackBeforeNothingMayReachThem() {
        assertThat(logOut(6).missing()).doesNotContain("log-outs", OUTLIVED_LOG_OUTS);
        assertThat(logOut(5).missing()).doesNotContain("log-outs").contains(OUTLIVED_LOG_OUTS);
    }

    @Test
    void aSocketHasMovedWhenADeviceComesBackElsewhereAndNotWhenAReadGoesElsewhere() {
        Entry one = new Entry.Open(1, "c1", 1, "node0");
        Entry other = new Entry.Open(2, "c1", 2, "node1");
        assertThat(exercised(one, other).moved()).isZero();
        assertThat(exercised(new Entry.Person(0, "c1", "alice"), one, other).moved())
                .isEqualTo(1);
    }

    @Test
    void repeatsAreInLineWhenTheyDoNotWaitForEachOther() {
        assertThat(exercised(repeat(1, "one"), ok(2, "one"), repeat(3, "two")).repeatedInLine())
                .isZero();
        assertThat(exercised(repeat(1, "one"), new Entry.Close(2, "c1", 1, false, 1006), repeat(3, "two"))
                        .repeatedInLine())
                .isZero();
        assertThat(exercised(repeat(1, "one"), repeat(2, "two"), ok(3, "one")).repeatedInLine())
                .isEqualTo(1);
    }

    @Test
    void aFloodShowsNothingOfHowDevicesRepeat() {
        assertThat(exercised(floods(1, "one"), floods(2, "two")).repeatedInLine())
                .isZero();
    }

    @Test
    void afterACutDeliveriesAreToBeSeenWhileNothingIsBroken() {
        assertThat(exercised(new Entry.Fault(1, "", "cut-apart")).missing()).contains(UNDISTURBED);
        assertThat(exercised(new Entry.Fault(1, "", "cut-redis")).missing()).doesNotContain(UNDISTURBED);
        assertThat(exercised(
                                new Entry.Fault(1, "", "cut-apart"),
                                new Entry.Healed(2, "", "cut-apart"),
                                new Entry.Invoke(20 * S, "c1", 1, "alice", "room", "key", "text", 1),
                                new Entry.Deliver(
                                        21 * S, "c2", "room", new Row(1, 1, "id", "alice", "key", true, "text")))
                        .missing())
                .doesNotContain(UNDISTURBED);
    }

    @Test
    void placesAreToBeTold() {
        assertThat(exercised().missing()).contains("places told");
        assertThat(exercised(new Entry.Counted(1, "node0", "alice", "room", 0, 0, 0, 0, 1, 1))
                        .missing())
                .doesNotContain("places told");
    }

    private static Exercised removal(long seconds, Entry... broken) {
        List<Entry> entries = new java.util.ArrayList<>(List.of(broken));
        entries.add(new Entry.Seating(S, "alice", "room", false));
        entries.add(new Entry.Seated(S, "alice", "room", false));
        entries.add(new Entry.Seating(S + seconds * S, "alice", "room", true));
        return exercised(entries.toArray(Entry[]::new));
    }

    private static Exercised logOut(long seconds) {
        return exercised(new Entry.LoggedOut(S, "c1"), new Entry.LoggedIn(S + seconds * S, "c1"));
    }

    private static Entry repeat(long at, String key) {
        return new Entry.Invoke(at, "c1", 1, "alice", "room", key, "text", 2);
    }

    private static Entry floods(long at, String key) {
        return new Entry.Invoke(at, "flood1", 1, "alice", "room", key, "text", 2);
    }

    private static Entry ok(long at, String key) {
        return new Entry.Ok(at, "c1", "room", key, "id", 1, 1, false);
    }

    private static Exercised exercised(Entry... entries) {
        return Checker.check(History.of(List.of(entries))).exercised();
    }
}
