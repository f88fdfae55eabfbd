package dev.parley.users;

import dev.parley.contracts.users.Account;
import dev.parley.contracts.users.UserRole;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Makes access tokens: JSON Web Tokens of the type {@code at+jwt}, signed with ES256. */
final class Tokens {

    private static final String PARTY = "parley";

    private final SigningKeys keys;
    private final Duration lasts;
    private final InstantSource clock;

    Tokens(SigningKeys keys, Duration lasts, InstantSource clock) {
        this.keys = keys;
        this.lasts = lasts;
        this.clock = clock;
    }

    /**
     * An access token.
     *
     * @param text the token
     * @param expiresAt when it ends
     */
    record AccessToken(String text, Instant expiresAt) {}

    /** A token for somebody's session. */
    AccessToken access(Account account, UUID sessionId) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant expiresAt = now.plus(lasts);
        JsonObject claims = new JsonObject()
                .put("iss", PARTY)
                .put("aud", PARTY)
                .put("sub", account.id().toString())
                .put("sid", sessionId.toString())
                .put("adm", account.role() == UserRole.ADMIN)
                .put("use", "access")
                .put("iat", now.getEpochSecond())
                .put("exp", expiresAt.getEpochSecond());
        return new AccessToken(keys.current().sign("at+jwt", claims), expiresAt);
    }
}
