package dev.parley.bench.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** No slow recovery drops out of the times that are judged, and none is taken for faster than it was. */
class RecoveryTest {

    private static final long S = 1_000_000_000;
    private static final String ROOM = "room";
    private static final String TOPIC = "room." + ROOM;

    @Test
    void whatDidNotComeBeforeTheNextFaultTookAtLeastUntilThen() {
        Recovery recovery = recovery(
                new Entry.Fault(1 * S, "", "postgres-kill"),
                new Entry.Healed(2 * S, "", "postgres-kill"),
                new Entry.Fault(72 * S, "", "redis-kill"),
                new Entry.Healed(73 * S, "", "redis-kill"),
                ok(74 * S),
                new Entry.Complete(75 * S));

        assertThat(recovery.first())
                .isEqualTo(Map.of("postgres-kill", List.of(70_000L), "redis-kill", List.of(1_000L)));
        assertThat(recovery.complete())
                .isEqualTo(Map.of("postgres-kill", List.of(70_000L), "redis-kill", List.of(2_000L)));
    }

    @Test
    void whatNeverCameTookAtLeastUntilTheEnd() {
        Recovery recovery = recovery(
                new Entry.Fault(1 * S, "", "postgres-kill"),
                new Entry.Healed(2 * S, "", "postgres-kill"),
                new Entry.Close(60 * S, "c2", 1, true, 1000));

        assertThat(recovery.first()).isEqualTo(Map.of("postgres-kill", List.of(58_000L)));
        assertThat(recovery.complete()).isEqualTo(Map.of("postgres-kill", List.of(58_000L)));
    }

    @Test
    void somebodyIsLiveAgainWhenTheirRoomsAreAndNotWhenTheyAreRefused() {
        assertThat(live(
                        new Entry.Answered(3 * S, "c1", 2, TOPIC, "unavailable"),
                        new Entry.Answered(8 * S, "c1", 2, TOPIC)))
                .isEqualTo(Map.of("kill-node", List.of(6_000L)));
    }

    @Test
    void whoIsNeverLiveAgainTookAtLeastUntilTheEnd() {
        assertThat(live(new Entry.Answered(12 * S, "c1", 2, TOPIC, "unavailable")))
                .isEqualTo(Map.of("kill-node", List.of(10_000L)));
    }

    @Test
    void whoHasNoSeatIsNotWaitedFor() {
        assertThat(live(
                        new Entry.Seating(3 * S, "alice", ROOM, false),
                        new Entry.Answered(4 * S, "c1", 2, TOPIC, "not_a_member")))
                .isEmpty();
        assertThat(recovery(
                                new Entry.Person(0, "c1", "alice"),
                                new Entry.Watch(0, "c1", ROOM),
                                new Entry.Watch(0, "c1", "other"),
                                new Entry.Seating(0, "alice", ROOM, false),
                                new Entry.Fault(1 * S, "node0", "kill-node"),
                                new Entry.Close(2 * S, "c1", 1, false, 1006),
                                new Entry.Answered(3 * S, "c1", 2, TOPIC, "not_a_member"),
                                new Entry.Answered(4 * S, "c1", 2, "room.other"),
                                new Entry.Complete(9 * S))
                        .live())
                .isEqualTo(Map.of("kill-node", List.of(2_000L)));
    }

    @Test
    void whoseSessionHasEndedIsNotWaitedFor() {
        assertThat(live(new Entry.LoggingOut(3 * S, "c1"))).isEmpty();
    }

    @Test
    void whatIsSentWithoutTheDatabaseIsAnsweredInATime() {
        Recovery recovery = recovery(
                invoke(S, 1),
                new Entry.Retry(S + S / 10, "c1", ROOM, "key", "unavailable", 10),
                new Entry.Fault(2 * S, "", "postgres-kill"),
                new Entry.Fault(2 * S, "", Faults.GONE),
                invoke(3 * S, 2),
                new Entry.Retry(5 * S, "c1", ROOM, "key", "storage_unavailable", 10),
                new Entry.Healed(6 * S, "", Faults.GONE),
                invoke(7 * S, 3),
                new Entry.Healed(15 * S, "", "postgres-kill"),
                ok(16 * S));

        assertThat(recovery.answered()).isEqualTo(Map.of("postgres-kill", List.of(2_000L)));
    }

    /** The times of somebody whose node is killed, and who has one room. */
    private static Map<String, List<Long>> live(Entry... then) {
        List<Entry> entries = new ArrayList<>(List.of(
                new Entry.Person(0, "c1", "alice"),
                new Entry.Watch(0, "c1", ROOM),
                new Entry.Fault(1 * S, "node0", "kill-node"),
                new Entry.Close(2 * S, "c1", 1, false, 1006)));
        entries.addAll(List.of(then));
        return recovery(entries.toArray(Entry[]::new)).live();
    }

    private static Recovery recovery(Entry... entries) {
        return Recovery.in(new Facts(History.of(List.of(entries))));
    }

    private static Entry invoke(long at, int attempt) {
        return new Entry.Invoke(at, "c1", 1, "alice", ROOM, "key", "text", attempt);
    }

    private static Entry ok(long at) {
        return new Entry.Ok(at, "c1", ROOM, "key", "id", 1, 1, false);
    }
}
