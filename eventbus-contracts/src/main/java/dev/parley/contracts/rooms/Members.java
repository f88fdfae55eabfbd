package dev.parley.contracts.rooms;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Members of a room.
 *
 * @param members the greatest roles first, then the longest there
 * @param cursor for the next page; absent at the end
 */
public record Members(List<Seat> members, @Nullable String cursor) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Members value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Members decode(JsonObject json) {
        return RecordCodec.decode(Members.class, json);
    }
}
