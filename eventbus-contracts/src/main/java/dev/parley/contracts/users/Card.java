package dev.parley.contracts.users;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * A person, as others see it beside what the person wrote.
 *
 * @param id the user
 * @param username unique name
 * @param displayName the name to show
 */
public record Card(UUID id, String username, String displayName) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Card value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Card decode(JsonObject json) {
        return RecordCodec.decode(Card.class, json);
    }
}
