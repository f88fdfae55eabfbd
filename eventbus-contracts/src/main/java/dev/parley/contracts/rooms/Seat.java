package dev.parley.contracts.rooms;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/**
 * A membership.
 *
 * @param roomId the room
 * @param userId the member
 * @param role what the member may do
 * @param joinedAt since when
 */
public record Seat(UUID roomId, UUID userId, SeatRole role, Instant joinedAt) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Seat value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Seat decode(JsonObject json) {
        return RecordCodec.decode(Seat.class, json);
    }
}
