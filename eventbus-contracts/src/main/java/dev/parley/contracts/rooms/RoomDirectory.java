package dev.parley.contracts.rooms;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Public rooms by name.
 *
 * @param rooms the page, without archived ones
 * @param joined those of them that the caller is in
 * @param cursor for the next page; absent at the end
 */
public record RoomDirectory(
        List<Room> rooms, List<UUID> joined, @Nullable String cursor) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(RoomDirectory value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static RoomDirectory decode(JsonObject json) {
        return RecordCodec.decode(RoomDirectory.class, json);
    }
}
