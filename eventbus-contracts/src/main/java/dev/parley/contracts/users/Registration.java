package dev.parley.contracts.users;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What somebody gives to get an account.
 *
 * @param username 2 to 32 letters, digits, {@code . _ -}; unique, also against look-alikes
 * @param email where the person can be reached; unique
 * @param password 10 to 128 characters
 * @param displayName 1 to 64 characters; the username when absent
 */
public record Registration(
        String username,
        String email,
        String password,
        @Nullable String displayName) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Registration value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Registration decode(JsonObject json) {
        return RecordCodec.decode(Registration.class, json);
    }
}
