package dev.parley.bridge.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.contracts.users.EndedSessions;
import java.util.UUID;
import java.util.function.LongSupplier;

/** The sessions that have ended while their access tokens may still be good. Shared by all threads of a node. */
public final class Revocations {

    private final Cache<UUID, Boolean> ended;

    /** No session has ended yet; they are remembered by a clock of nanoseconds. */
    public Revocations(LongSupplier nanoTime) {
        this.ended = Caffeine.newBuilder()
                .expireAfterWrite(EndedSessions.REMEMBERED)
                .ticker(nanoTime::getAsLong)
                .build();
    }

    /** A session has ended; true when that is news. */
    public boolean add(UUID sessionId) {
        return ended.asMap().put(sessionId, Boolean.TRUE) == null;
    }

    /** Whether a session has ended. */
    public boolean contains(UUID sessionId) {
        return ended.getIfPresent(sessionId) != null;
    }
}
