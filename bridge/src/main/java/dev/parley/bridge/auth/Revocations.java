package dev.parley.bridge.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.UUID;

/** The sessions that have ended while their access tokens may still be good. Shared by all threads of a node. */
public final class Revocations {

    private static final Duration LONGER_THAN_A_TOKEN = Duration.ofHours(2);

    private final Cache<UUID, Boolean> ended =
            Caffeine.newBuilder().expireAfterWrite(LONGER_THAN_A_TOKEN).build();

    /** A session has ended; true when that is news. */
    public boolean add(UUID sessionId) {
        return ended.asMap().put(sessionId, Boolean.TRUE) == null;
    }

    /** Whether a session has ended. */
    public boolean contains(UUID sessionId) {
        return ended.getIfPresent(sessionId) != null;
    }
}
