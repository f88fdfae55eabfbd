package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * That somebody's read marker moved.
 *
 * @param roomId the room
 * @param userId the reader
 * @param readVersion the version that the marker has since
 */
public record ReadMarker(UUID roomId, UUID userId, long readVersion) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(ReadMarker value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static ReadMarker decode(JsonObject json) {
        return RecordCodec.decode(ReadMarker.class, json);
    }
}
