package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What a list of rooms shows.
 *
 * @param rooms in no order
 */
public record RoomOverviews(List<RoomOverview> rooms) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(RoomOverviews value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static RoomOverviews decode(JsonObject json) {
        return RecordCodec.decode(RoomOverviews.class, json);
    }
}
