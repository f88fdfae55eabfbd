package dev.parley.contracts.rooms;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A place where people talk.
 *
 * @param id the room
 * @param kind what it is
 * @param name its name; absent in direct rooms
 * @param topic what it is about
 * @param createdBy who made it; absent for rooms the installation made
 * @param createdAt when it was made
 * @param archivedAt since when it is read-only
 * @param memberCount how many seats it has
 * @param version grows with every change of the room
 * @param peers in a direct room: the two people, or the one
 */
public record Room(
        UUID id,
        RoomKind kind,
        @Nullable String name,
        @Nullable String topic,
        @Nullable UUID createdBy,
        Instant createdAt,
        @Nullable Instant archivedAt,
        int memberCount,
        long version,
        @Nullable List<UUID> peers) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Room value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Room decode(JsonObject json) {
        return RecordCodec.decode(Room.class, json);
    }
}
