package dev.parley.rooms;

import dev.parley.contracts.rooms.Access;
import dev.parley.contracts.rooms.Room;
import dev.parley.contracts.rooms.RoomKind;
import dev.parley.contracts.rooms.RoomSeat;
import dev.parley.contracts.rooms.Seat;
import dev.parley.contracts.rooms.SeatRole;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads rooms and seats from rows of PostgreSQL. */
final class Rows {

    /** The columns of a room {@code r}. */
    static final String ROOM =
            "r.id, r.kind, r.name, r.topic, r.created_by, r.created_at, r.archived_at, r.member_count, r.version, r.peers";

    /** The columns of a seat {@code s}. */
    static final String SEAT = "s.room_id, s.user_id, s.role, s.joined_at, s.left_at, s.version AS seat_version";

    private Rows() {}

    static Room room(Row row) {
        UUID[] peers = row.getArrayOfUUIDs("peers");
        return new Room(
                row.getUUID("id"),
                RoomKind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getString("name"),
                row.getString("topic"),
                row.getUUID("created_by"),
                row.getOffsetDateTime("created_at").toInstant(),
                instant(row.getOffsetDateTime("archived_at")),
                row.getInteger("member_count"),
                row.getLong("version"),
                peers == null ? null : List.of(peers));
    }

    /** The seat of a row, if there is one and it has not ended. */
    static @Nullable Seat seat(Row row) {
        return row.getUUID("user_id") == null || gone(row)
                ? null
                : new Seat(
                        row.getUUID("room_id"),
                        row.getUUID("user_id"),
                        SeatRole.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
                        row.getOffsetDateTime("joined_at").toInstant());
    }

    /** Whether the seat of a row has ended. */
    static boolean gone(Row row) {
        return row.getOffsetDateTime("left_at") != null;
    }

    static RoomSeat roomSeat(Row row) {
        return new RoomSeat(room(row), seat(row), false);
    }

    /** What somebody may do, from a row with the room and perhaps a seat. */
    static Access access(Row row, UUID userId) {
        Long seatVersion = row.getLong("seat_version");
        return access(room(row), userId, seat(row), seatVersion == null ? 0 : seatVersion);
    }

    /** What somebody may do with a seat of a version, or without one. */
    static Access access(Room room, UUID userId, @Nullable Seat seat, long seatVersion) {
        return new Access(
                room.id(),
                userId,
                room.kind(),
                room.archivedAt() != null,
                room.memberCount(),
                seat == null ? null : seat.role(),
                seat == null ? null : seat.joinedAt(),
                Math.max(room.version(), seatVersion));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
