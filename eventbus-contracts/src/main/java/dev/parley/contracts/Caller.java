package dev.parley.contracts;

import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who asks. Made by the edge from the session, or by a service for itself; never taken from a request.
 *
 * @param kind what the caller is
 * @param userId the person; absent for anonymous callers and services
 * @param sessionId the session; absent likewise
 * @param address the network address of the client
 * @param device what the client calls itself
 */
public record Caller(
        CallerKind kind, @Nullable UUID userId, @Nullable UUID sessionId, String address, String device) {

    /** A service of Parley itself, which may do everything. */
    public static final Caller SERVICE = new Caller(CallerKind.SERVICE, null, null, "", "");

    /** A person with a session. */
    public static Caller user(UUID userId, UUID sessionId, boolean admin, String address, String device) {
        return new Caller(admin ? CallerKind.ADMIN : CallerKind.USER, userId, sessionId, address, device);
    }

    /** Somebody without a session. */
    public static Caller anonymous(String address, String device) {
        return new Caller(CallerKind.ANONYMOUS, null, null, address, device);
    }

    /** The person who asks; fails with {@code unauthenticated} when there is none. */
    public UUID id() {
        if (userId == null) {
            throw Failures.unauthenticated();
        }
        return userId;
    }

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Caller value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Caller decode(JsonObject json) {
        return RecordCodec.decode(Caller.class, json);
    }
}
