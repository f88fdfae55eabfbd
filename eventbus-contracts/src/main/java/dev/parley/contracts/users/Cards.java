package dev.parley.contracts.users;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Cards of several people.
 *
 * @param users in the order that the call promises
 */
public record Cards(List<Card> users) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Cards value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Cards decode(JsonObject json) {
        return RecordCodec.decode(Cards.class, json);
    }
}
