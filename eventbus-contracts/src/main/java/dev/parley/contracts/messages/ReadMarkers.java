package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Read markers that moved.
 *
 * @param cursor to ask with the next time
 * @param more whether there is more to ask for at once, because it has been long since the cursor
 * @param markers in no order; some of them told before
 */
public record ReadMarkers(long cursor, boolean more, List<ReadMarker> markers) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(ReadMarkers value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static ReadMarkers decode(JsonObject json) {
        return RecordCodec.decode(ReadMarkers.class, json);
    }
}
