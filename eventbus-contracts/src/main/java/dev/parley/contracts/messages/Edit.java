package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * What a message said before an edit.
 *
 * @param content the former content
 * @param at when it was replaced
 */
public record Edit(String content, Instant at) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Edit value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Edit decode(JsonObject json) {
        return RecordCodec.decode(Edit.class, json);
    }
}
