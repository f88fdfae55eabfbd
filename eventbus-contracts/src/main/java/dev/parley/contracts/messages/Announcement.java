package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * A system message to be posted.
 *
 * @param roomId the room
 * @param key the same key is the same message
 * @param actorId who did it
 * @param event what happened
 */
public record Announcement(UUID roomId, String key, UUID actorId, RoomEvent event) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Announcement value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Announcement decode(JsonObject json) {
        return RecordCodec.decode(Announcement.class, json);
    }
}
