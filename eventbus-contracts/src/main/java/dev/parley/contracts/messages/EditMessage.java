package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * A new content for a message.
 *
 * @param roomId the room
 * @param seq the message
 * @param content Markdown, 1 to 8,000 characters
 */
public record EditMessage(UUID roomId, long seq, String content) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(EditMessage value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static EditMessage decode(JsonObject json) {
        return RecordCodec.decode(EditMessage.class, json);
    }
}
