package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message to be posted.
 *
 * @param roomId the room
 * @param key made once by the sender, 1 to 64 characters: the same key is the same message, for ever
 * @param content Markdown, 1 to 8,000 characters
 * @param replyTo the number of the message it answers
 */
public record PostMessage(
        UUID roomId, String key, String content, @Nullable Long replyTo) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(PostMessage value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static PostMessage decode(JsonObject json) {
        return RecordCodec.decode(PostMessage.class, json);
    }
}
