package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Messages that changed since a cursor, as they are now.
 *
 * @param messages ascending by their last change
 * @param head how far the log had come
 * @param hasMore whether to ask again after the last of them
 * @param reset whether the cursor is of no use: forget the room and read its newest page
 */
public record MessageChanges(List<ChatMessage> messages, Head head, boolean hasMore, boolean reset) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(MessageChanges value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static MessageChanges decode(JsonObject json) {
        return RecordCodec.decode(MessageChanges.class, json);
    }
}
