package dev.parley.contracts.users;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The live sessions of one person.
 *
 * @param sessions last used first
 */
public record Sessions(List<SessionInfo> sessions) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Sessions value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Sessions decode(JsonObject json) {
        return RecordCodec.decode(Sessions.class, json);
    }
}
