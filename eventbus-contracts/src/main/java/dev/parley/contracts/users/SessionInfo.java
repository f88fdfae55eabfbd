package dev.parley.contracts.users;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/**
 * A device that is logged in.
 *
 * @param id the session
 * @param device what the browser or program called itself, at most 200 characters
 * @param address where it was last seen from
 * @param createdAt when it logged in
 * @param lastUsedAt when it last renewed its token
 * @param current whether it is the one that asks
 */
public record SessionInfo(
        UUID id, String device, String address, Instant createdAt, Instant lastUsedAt, boolean current) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(SessionInfo value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static SessionInfo decode(JsonObject json) {
        return RecordCodec.decode(SessionInfo.class, json);
    }
}
