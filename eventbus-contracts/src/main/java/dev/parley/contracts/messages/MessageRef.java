package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * A message in a room.
 *
 * @param roomId the room
 * @param seq its number
 */
public record MessageRef(UUID roomId, long seq) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(MessageRef value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static MessageRef decode(JsonObject json) {
        return RecordCodec.decode(MessageRef.class, json);
    }
}
