package dev.parley.contracts.rooms;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What one person may do in every room with a seat.
 *
 * @param rooms in no order
 */
public record Accesses(List<Access> rooms) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Accesses value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Accesses decode(JsonObject json) {
        return RecordCodec.decode(Accesses.class, json);
    }
}
