package dev.parley.bridge.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RevocationsTest {

    @Test
    void aSessionStaysEndedForAsLongAsATokenCanBeGood() {
        AtomicLong now = new AtomicLong();
        Revocations ended = new Revocations(now::get);
        UUID session = UUID.randomUUID();
        ended.add(session);
        now.set(Duration.ofHours(12).plusMinutes(9).toNanos());
        assertThat(ended.contains(session)).isTrue();
        now.set(Duration.ofHours(13).toNanos());
        assertThat(ended.contains(session)).isFalse();
    }
}
