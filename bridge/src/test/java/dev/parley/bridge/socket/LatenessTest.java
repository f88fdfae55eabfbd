package dev.parley.bridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Times are of a clock that the test moves. */
class LatenessTest {

    private long now = 1_000;
    private final Lateness lateness = new Lateness(now, new Random(1));

    /** A tick comes so long after it was due. */
    private void tick(long late) {
        now += Lateness.EVERY_MS + late;
        lateness.tick(now);
    }

    private long refusedOf1000() {
        return IntStream.range(0, 1_000).filter(i -> lateness.refuses()).count();
    }

    @Test
    void aTickOnTimeIsNotLate() {
        tick(0);
        tick(100);
        assertThat(lateness.late()).isFalse();
        assertThat(refusedOf1000()).isZero();
    }

    @Test
    void oneLateTickRefusesNothingHoweverLateItIs() {
        tick(12_000);
        assertThat(lateness.late()).isFalse();
        assertThat(refusedOf1000()).isZero();
    }

    @Test
    void twoLateTicksInARowAreLateUntilOneIsOnTime() {
        tick(101);
        tick(101);
        assertThat(lateness.late()).isTrue();
        assertThat(lateness.overloaded()).isFalse();
        tick(0);
        assertThat(lateness.late()).isFalse();
    }

    @Test
    void aTickOnTimeBetweenLateOnesBeginsAnew() {
        for (int i = 0; i < 20; i++) {
            tick(400);
            assertThat(refusedOf1000()).isZero();
            tick(100);
        }
    }

    @Test
    void fromHalfASecondOnMoreAndMoreIsRefusedAndNeverAll() {
        for (int i = 0; i < 2; i++) {
            tick(251);
            assertThat(refusedOf1000()).as("tick %d", i).isZero();
        }
        assertThat(lateness.overloaded()).isFalse();
        tick(251);
        assertThat(lateness.overloaded()).isTrue();
        assertThat(refusedOf1000()).isBetween(30L, 130L);
        tick(251);
        tick(251);
        assertThat(refusedOf1000()).isBetween(180L, 280L);
        for (int i = 0; i < 20; i++) {
            tick(400);
        }
        assertThat(refusedOf1000()).isBetween(900L, 999L);
    }

    @Test
    void onTimeAgainItTakesOnMoreAndMoreUntilItTakesAll() {
        for (int i = 0; i < 10; i++) {
            tick(1_000);
        }
        for (int i = 0; i < 40; i++) {
            tick(0);
        }
        assertThat(lateness.late()).isTrue();
        assertThat(refusedOf1000()).isBetween(380L, 520L);
        for (int i = 0; i < 40; i++) {
            tick(0);
        }
        assertThat(lateness.late()).isFalse();
        assertThat(refusedOf1000()).isZero();
    }
}
