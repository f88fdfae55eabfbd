package dev.parley.contracts.rooms;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * A person in a room.
 *
 * @param roomId the room
 * @param userId the person
 */
public record MemberRef(UUID roomId, UUID userId) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(MemberRef value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static MemberRef decode(JsonObject json) {
        return RecordCodec.decode(MemberRef.class, json);
    }
}
