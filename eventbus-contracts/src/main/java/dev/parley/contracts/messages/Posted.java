package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;

/**
 * The outcome of a post.
 *
 * @param message as it is stored now
 * @param duplicate whether it had been stored by an earlier post
 */
public record Posted(ChatMessage message, boolean duplicate) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Posted value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Posted decode(JsonObject json) {
        return RecordCodec.decode(Posted.class, json);
    }
}
