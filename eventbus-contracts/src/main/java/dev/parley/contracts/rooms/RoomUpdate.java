package dev.parley.contracts.rooms;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a room; what is absent stays.
 *
 * @param roomId the room
 * @param name 1 to 80 characters
 * @param topic at most 250 characters; empty takes it away
 * @param archived whether the room is read-only
 */
public record RoomUpdate(
        UUID roomId,
        @Nullable String name,
        @Nullable String topic,
        @Nullable Boolean archived) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(RoomUpdate value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static RoomUpdate decode(JsonObject json) {
        return RecordCodec.decode(RoomUpdate.class, json);
    }
}
