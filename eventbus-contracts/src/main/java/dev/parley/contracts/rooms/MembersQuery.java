package dev.parley.contracts.rooms;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A page of the members of a room.
 *
 * @param roomId the room
 * @param cursor from the page before
 * @param limit 1 to 200; 100 when absent
 */
public record MembersQuery(
        UUID roomId, @Nullable String cursor, @Nullable Integer limit) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(MembersQuery value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static MembersQuery decode(JsonObject json) {
        return RecordCodec.decode(MembersQuery.class, json);
    }
}
