package dev.parley.contracts.users;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A search for people.
 *
 * @param q the beginning of a username or of a word of a display name, 1 to 64 characters
 * @param limit 1 to 50; 20 when absent
 */
public record UserSearch(String q, @Nullable Integer limit) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(UserSearch value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static UserSearch decode(JsonObject json) {
        return RecordCodec.decode(UserSearch.class, json);
    }
}
