package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a system message tells.
 *
 * @param type {@code room.created}, {@code member.joined} … as the protocol lists them
 * @param userId whom it is about
 * @param name the new name or topic
 * @param role the new role
 */
public record RoomEvent(
        String type,
        @Nullable UUID userId,
        @Nullable String name,
        @Nullable String role) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(RoomEvent value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static RoomEvent decode(JsonObject json) {
        return RecordCodec.decode(RoomEvent.class, json);
    }
}
