package dev.parley.contracts.rooms;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;

/**
 * In which rooms a person has a seat.
 *
 * @param userId the person
 * @param roomIds the rooms, in no order
 * @param versions of each of them, the version that {@link Access} tells
 */
public record Seating(UUID userId, List<UUID> roomIds, List<Long> versions) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Seating value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Seating decode(JsonObject json) {
        return RecordCodec.decode(Seating.class, json);
    }
}
