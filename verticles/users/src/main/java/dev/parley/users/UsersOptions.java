package dev.parley.users;

import dev.parley.contracts.users.EndedSessions;
import dev.parley.platform.Settings;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What can be set about people.
 *
 * @param accessTokenLasts how long an access token is good
 * @param sessionLasts how long a session lives without being used
 * @param refreshGrace how long a refresh token that was used gives the same answer again
 * @param keys how tokens are signed
 */
public record UsersOptions(Duration accessTokenLasts, Duration sessionLasts, Duration refreshGrace, Keys keys) {

    /**
     * How tokens are signed.
     *
     * @param rotateAfter when a signing key is followed by the next
     * @param publishAhead how long a key is published before it signs
     * @param keepFor how long a key that signs no more is published
     * @param secret what private keys are encrypted under in the database; absent: they are not
     */
    public record Keys(
            Duration rotateAfter,
            Duration publishAhead,
            Duration keepFor,
            @Nullable String secret) {}

    /** Everything as it is by default. */
    public static UsersOptions defaults() {
        return fromJson(new JsonObject());
    }

    /** Reads the options; {@link IllegalArgumentException} names all that is wrong. */
    public static UsersOptions fromJson(JsonObject json) {
        Settings settings = Settings.of("users", json);
        Settings keys = settings.section("keys");
        UsersOptions options = new UsersOptions(
                settings.duration("accessTokenLasts", Duration.ofMinutes(15), Duration.ofMinutes(1)),
                settings.duration("sessionLasts", Duration.ofDays(30), Duration.ofHours(1)),
                settings.duration("refreshGrace", Duration.ofMinutes(1), Duration.ZERO),
                new Keys(
                        keys.duration("rotateAfter", Duration.ofDays(30), Duration.ofHours(1)),
                        keys.duration("publishAhead", Duration.ofMinutes(10), Duration.ofMinutes(2)),
                        keys.duration("keepFor", Duration.ofDays(1), Duration.ofMinutes(30)),
                        keys.text("secret", 16)));
        if (options.accessTokenLasts.compareTo(EndedSessions.LONGEST_TOKEN) > 0) {
            settings.problem("accessTokenLasts", "must be at most " + EndedSessions.LONGEST_TOKEN.toHours() + "h");
        }
        // Who logs out with a token that is good beyond the end of the session would end nothing.
        if (options.accessTokenLasts.plus(options.refreshGrace).compareTo(options.sessionLasts) > 0) {
            settings.problem("sessionLasts", "must be at least users.accessTokenLasts and users.refreshGrace together");
        }
        if (options.keys.keepFor.compareTo(options.accessTokenLasts) <= 0) {
            keys.problem("keepFor", "must be longer than users.accessTokenLasts");
        }
        settings.check();
        return options;
    }
}
