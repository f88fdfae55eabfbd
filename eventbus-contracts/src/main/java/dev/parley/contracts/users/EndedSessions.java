package dev.parley.contracts.users;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Sessions that were revoked since a cursor.
 *
 * @param cursor to ask with the next time
 * @param more whether there is more to ask for at once, because it has been long since the cursor
 * @param now the time by the clock that all times of tokens are of
 * @param sessions in no order; some of them told before
 */
public record EndedSessions(long cursor, boolean more, Instant now, List<EndedSession> sessions) {

    /** How long an access token is good at most, whatever is set. */
    public static final Duration LONGEST_TOKEN = Duration.ofHours(12);

    /** How long it matters that a session has ended: its access tokens may be good so long, and clocks may differ. */
    public static final Duration REMEMBERED = LONGEST_TOKEN.plusMinutes(10);

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(EndedSessions value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static EndedSessions decode(JsonObject json) {
        return RecordCodec.decode(EndedSessions.class, json);
    }
}
