package dev.parley.contracts.rooms;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A room and the seat that the caller has in it.
 *
 * @param room the room
 * @param seat the seat; absent when the caller has none
 * @param created whether this very call made it
 */
public record RoomSeat(Room room, @Nullable Seat seat, boolean created) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(RoomSeat value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static RoomSeat decode(JsonObject json) {
        return RecordCodec.decode(RoomSeat.class, json);
    }
}
