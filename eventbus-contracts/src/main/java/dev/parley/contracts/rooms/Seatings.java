package dev.parley.contracts.rooms;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * In which rooms several people have a seat.
 *
 * @param people in no order, without those who have none
 */
public record Seatings(List<Seating> people) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Seatings value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Seatings decode(JsonObject json) {
        return RecordCodec.decode(Seatings.class, json);
    }
}
