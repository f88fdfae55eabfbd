package dev.parley.contracts.rooms;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The rooms that somebody is in.
 *
 * @param rooms in no order; archived ones too
 */
public record RoomSeats(List<RoomSeat> rooms) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(RoomSeats value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static RoomSeats decode(JsonObject json) {
        return RecordCodec.decode(RoomSeats.class, json);
    }
}
