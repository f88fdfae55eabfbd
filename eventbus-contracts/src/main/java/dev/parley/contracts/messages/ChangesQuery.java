package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What changed in a room since a cursor.
 *
 * @param roomId the room
 * @param after the last change that is known
 * @param epoch the epoch of that cursor; not checked when absent
 * @param limit 1 to 200; 100 when absent
 */
public record ChangesQuery(
        UUID roomId,
        long after,
        @Nullable Long epoch,
        @Nullable Integer limit) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(ChangesQuery value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static ChangesQuery decode(JsonObject json) {
        return RecordCodec.decode(ChangesQuery.class, json);
    }
}
