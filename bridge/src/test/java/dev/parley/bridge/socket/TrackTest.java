package dev.parley.bridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class TrackTest {

    private final Track track = new Track("user.of.somebody", null);
    private final UUID room = UUID.randomUUID();

    @Test
    void ofASeatTheGreatestVersionHolds() {
        assertThat(track.seats(room, 5, true)).isTrue();
        assertThat(track.seats(room, 5, true)).as("again").isFalse();
        assertThat(track.seats(room, 4, false)).as("overtaken").isFalse();
        assertThat(track.seats(room, 6, false)).isTrue();
        assertThat(track.seats(UUID.randomUUID(), 1, true)).as("another room").isTrue();
    }

    @Test
    void aSeatIsToldAgainWhenItCameOrWentSince() {
        assertThat(track.untold(room, 1, true)).as("nothing was told").isTrue();
        track.seats(room, 5, true);
        assertThat(track.untold(room, 5, true)).isFalse();
        assertThat(track.untold(room, 6, true)).as("another role").isFalse();
        assertThat(track.untold(room, 6, false)).isTrue();
        assertThat(track.untold(room, 4, false)).as("older").isFalse();
    }
}
