package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * The head of one room.
 *
 * @param roomId the room
 * @param head how far its log has come
 */
public record RoomHead(UUID roomId, Head head) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(RoomHead value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static RoomHead decode(JsonObject json) {
        return RecordCodec.decode(RoomHead.class, json);
    }
}
