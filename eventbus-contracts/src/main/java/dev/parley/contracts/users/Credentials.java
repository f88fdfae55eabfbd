package dev.parley.contracts.users;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;

/**
 * What proves who somebody is.
 *
 * @param email the address of the account
 * @param password its password
 */
public record Credentials(String email, String password) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Credentials value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Credentials decode(JsonObject json) {
        return RecordCodec.decode(Credentials.class, json);
    }
}
