package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * What somebody has not read in a room.
 *
 * @param roomId the room
 * @param userId the reader
 * @param lastReadSeq up to here it was read
 * @param unread messages of others after it that are neither deleted nor system messages
 * @param mentions those of them that mention the reader
 * @param head what the counts include: every change up to its {@code rev} and none after
 * @param readVersion grows with every move of the marker; 0 before the first
 */
public record ReadState(
        UUID roomId, UUID userId, long lastReadSeq, long unread, long mentions, Head head, long readVersion) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(ReadState value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static ReadState decode(JsonObject json) {
        return RecordCodec.decode(ReadState.class, json);
    }
}
