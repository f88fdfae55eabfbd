package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import dev.parley.contracts.rooms.Seat;
import io.vertx.core.json.JsonObject;

/**
 * A seat, and what its owner has not read.
 *
 * @param seat the seat; its role may have changed a moment ago
 * @param read what is left to read
 */
public record SeatRead(Seat seat, ReadState read) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(SeatRead value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static SeatRead decode(JsonObject json) {
        return RecordCodec.decode(SeatRead.class, json);
    }
}
