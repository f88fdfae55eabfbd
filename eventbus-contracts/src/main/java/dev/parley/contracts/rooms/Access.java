package dev.parley.contracts.rooms;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a person may do in a room: all that other services need to decide.
 *
 * @param roomId the room
 * @param userId the person
 * @param kind what the room is
 * @param archived whether it is read-only
 * @param memberCount how many seats the room has
 * @param role absent when the person has no seat
 * @param joinedAt since when the person has the seat; absent without one
 * @param version grows with every change of the seat or of the room; keep the greater
 */
public record Access(
        UUID roomId,
        UUID userId,
        RoomKind kind,
        boolean archived,
        int memberCount,
        @Nullable SeatRole role,
        @Nullable Instant joinedAt,
        long version) {

    /** Whether the person has a seat. */
    public boolean seated() {
        return role != null;
    }

    /** The seat, if there is one. */
    public @Nullable Seat seat() {
        return role == null || joinedAt == null ? null : new Seat(roomId, userId, role, joinedAt);
    }

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Access value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Access decode(JsonObject json) {
        return RecordCodec.decode(Access.class, json);
    }
}
