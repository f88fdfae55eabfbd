package dev.parley.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;

class DatabaseClockTest {

    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final long SECOND = 1_000_000_000L;

    private final DatabaseClock clock = new DatabaseClock();

    private static OffsetDateTime noonAnd(long seconds) {
        return OffsetDateTime.parse("2030-01-01T12:00:00Z").plusSeconds(seconds);
    }

    @Test
    void nothingIsKnownBeforeTheFirstAnswer() {
        assertThat(clock.after(0, 0)).isNull();
    }

    @Test
    void aTimeThatWasCutIsNoClockThatWasSetBack() {
        clock.learn(NOON, 0, 400_000);
        clock.learn(NOON, 900_000, 950_000);
        assertThat(clock.after(SECOND, 0)).isEqualTo(noonAnd(1).minusNanos(400_000));
    }

    @Test
    void itIsNeverAheadAndTheQuickestAnswerSaysMost() {
        clock.learn(NOON, 0, 4 * SECOND);
        assertThat(clock.after(4 * SECOND, 0)).isEqualTo(noonAnd(0));
        clock.learn(NOON.plusSeconds(9), 9 * SECOND, 10 * SECOND);
        assertThat(clock.after(10 * SECOND, 2_000)).isEqualTo(noonAnd(11));
        clock.learn(NOON.plusSeconds(20), 20 * SECOND, 29 * SECOND);
        assertThat(clock.after(30 * SECOND, 0)).isEqualTo(noonAnd(29));
    }

    @Test
    void whenTheClockWasSetTheNextAnswerIsBelieved() {
        clock.learn(NOON, 0, SECOND);
        clock.learn(NOON.minusSeconds(100), 10 * SECOND, 11 * SECOND);
        assertThat(clock.after(11 * SECOND, 0)).isEqualTo(noonAnd(-100));
        clock.learn(NOON.plusSeconds(100), 20 * SECOND, 21 * SECOND);
        assertThat(clock.after(21 * SECOND, 0)).isEqualTo(noonAnd(100));
    }
}
