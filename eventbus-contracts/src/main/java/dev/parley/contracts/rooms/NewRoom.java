package dev.parley.contracts.rooms;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A room to be made.
 *
 * @param name 1 to 80 characters
 * @param kind public or private
 * @param topic at most 250 characters
 * @param key made once by the caller, 1 to 64 characters: the same key is the same room, for ever
 */
public record NewRoom(
        String name,
        RoomKind kind,
        @Nullable String topic,
        @Nullable String key) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(NewRoom value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static NewRoom decode(JsonObject json) {
        return RecordCodec.decode(NewRoom.class, json);
    }
}
