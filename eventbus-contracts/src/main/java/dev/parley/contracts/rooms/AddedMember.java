package dev.parley.contracts.rooms;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;

/**
 * The seat of somebody who was added.
 *
 * @param seat the seat
 * @param created false when it was there before
 */
public record AddedMember(Seat seat, boolean created) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(AddedMember value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static AddedMember decode(JsonObject json) {
        return RecordCodec.decode(AddedMember.class, json);
    }
}
