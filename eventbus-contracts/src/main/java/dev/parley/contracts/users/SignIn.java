package dev.parley.contracts.users;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/**
 * A session that has just begun or been renewed.
 *
 * @param user who
 * @param token the access token, a JWT
 * @param refreshToken good for one renewal
 * @param expiresAt when the access token ends
 * @param sessionId the session
 */
public record SignIn(Account user, String token, String refreshToken, Instant expiresAt, UUID sessionId) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(SignIn value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static SignIn decode(JsonObject json) {
        return RecordCodec.decode(SignIn.class, json);
    }
}
