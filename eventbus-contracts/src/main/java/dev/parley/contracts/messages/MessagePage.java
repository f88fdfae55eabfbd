package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * A page of the history.
 *
 * @param messages ascending by number
 * @param hasBefore whether there are earlier ones
 * @param hasAfter whether there are later ones
 * @param head how far the log had come
 */
public record MessagePage(List<ChatMessage> messages, boolean hasBefore, boolean hasAfter, Head head) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(MessagePage value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static MessagePage decode(JsonObject json) {
        return RecordCodec.decode(MessagePage.class, json);
    }
}
