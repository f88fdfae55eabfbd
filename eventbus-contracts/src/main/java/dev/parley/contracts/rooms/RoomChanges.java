package dev.parley.contracts.rooms;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What changed in rooms and seats since a cursor.
 *
 * @param cursor to ask with the next time
 * @param more whether there is more to ask for at once, because it has been long since the cursor
 * @param seats people whose seat changed or ended; some of them told before
 * @param rooms rooms that changed; some of them told before
 */
public record RoomChanges(long cursor, boolean more, List<Access> seats, List<Room> rooms) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(RoomChanges value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static RoomChanges decode(JsonObject json) {
        return RecordCodec.decode(RoomChanges.class, json);
    }
}
