package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The former contents of a message.
 *
 * @param edits oldest first
 */
public record Edits(List<Edit> edits) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Edits value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Edits decode(JsonObject json) {
        return RecordCodec.decode(Edits.class, json);
    }
}
