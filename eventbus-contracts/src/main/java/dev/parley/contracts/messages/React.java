package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * A reaction to be set or taken back.
 *
 * @param roomId the room
 * @param seq the message
 * @param emoji one emoji
 * @param on whether it shall be there
 */
public record React(UUID roomId, long seq, String emoji, boolean on) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(React value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static React decode(JsonObject json) {
        return RecordCodec.decode(React.class, json);
    }
}
