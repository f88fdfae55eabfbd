package dev.parley.contracts.users;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/**
 * A person, as that person sees it.
 *
 * @param id the user
 * @param username unique name
 * @param email the address; told to nobody else
 * @param displayName the name that others read
 * @param role what the person may do in the installation
 * @param status whether the account can be used
 * @param createdAt when it was made
 */
public record Account(
        UUID id,
        String username,
        String email,
        String displayName,
        UserRole role,
        UserStatus status,
        Instant createdAt) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Account value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Account decode(JsonObject json) {
        return RecordCodec.decode(Account.class, json);
    }
}
