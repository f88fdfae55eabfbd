package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a list of rooms shows of the log of one.
 *
 * @param roomId the room
 * @param lastMessage the newest message that is not deleted, of the last few; of its content the first 500 characters at most
 * @param read what the caller has not read, with the head of the log
 */
public record RoomOverview(UUID roomId, @Nullable ChatMessage lastMessage, ReadState read) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(RoomOverview value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static RoomOverview decode(JsonObject json) {
        return RecordCodec.decode(RoomOverview.class, json);
    }
}
