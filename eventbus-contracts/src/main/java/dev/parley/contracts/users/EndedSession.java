package dev.parley.contracts.users;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * A session that was revoked.
 *
 * @param sessionId the session
 * @param userId whose it was
 */
public record EndedSession(UUID sessionId, UUID userId) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(EndedSession value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static EndedSession decode(JsonObject json) {
        return RecordCodec.decode(EndedSession.class, json);
    }
}
