package dev.parley.contracts.users;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Accounts of several people.
 *
 * @param users in no order
 */
public record Accounts(List<Account> users) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Accounts value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Accounts decode(JsonObject json) {
        return RecordCodec.decode(Accounts.class, json);
    }
}
