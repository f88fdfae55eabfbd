package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far somebody has read.
 *
 * @param roomId the room
 * @param seq the last message that was read
 * @param unread whether to mark it unread instead: the marker goes back to just before it
 */
public record ReadMark(UUID roomId, long seq, @Nullable Boolean unread) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(ReadMark value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static ReadMark decode(JsonObject json) {
        return RecordCodec.decode(ReadMark.class, json);
    }
}
