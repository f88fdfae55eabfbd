package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Heads of rooms.
 *
 * @param cursor to ask with the next time; 0 where it has no meaning
 * @param more whether there is more to ask for at once, because it has been long since the cursor
 * @param heads in no order; some of them told before
 */
public record Heads(long cursor, boolean more, List<RoomHead> heads) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Heads value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Heads decode(JsonObject json) {
        return RecordCodec.decode(Heads.class, json);
    }
}
