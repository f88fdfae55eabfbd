package dev.parley.contracts.rooms;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * A new role for a member.
 *
 * @param roomId the room
 * @param userId the member
 * @param role the role to have
 */
public record RoleChange(UUID roomId, UUID userId, SeatRole role) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(RoleChange value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static RoleChange decode(JsonObject json) {
        return RecordCodec.decode(RoleChange.class, json);
    }
}
