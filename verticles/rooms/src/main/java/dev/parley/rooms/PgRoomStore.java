package dev.parley.rooms;

import dev.parley.contracts.rooms.Access;
import dev.parley.contracts.rooms.NewRoom;
import dev.parley.contracts.rooms.RoomChanges;
import dev.parley.contracts.rooms.RoomSeat;
import dev.parley.contracts.rooms.Seat;
import dev.parley.contracts.rooms.Seating;
import dev.parley.platform.ChangeWindow;
import dev.parley.platform.Names;
import dev.parley.platform.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keeps rooms and seats in PostgreSQL: reads here, changes in {@link PgRoomTransaction}. */
final class PgRoomStore implements RoomStore {

    /** The schema that holds everything of this verticle. */
    static final String SCHEMA = "rooms";

    private final Postgres postgres;

    PgRoomStore(Postgres postgres) {
        this.postgres = postgres;
    }

    @Override
    public Future<Made> create(UUID roomId, UUID ownerId, NewRoom room) {
        return postgres.transaction(connection -> new PgRoomTransaction(connection).create(roomId, ownerId, room));
    }

    @Override
    public Future<Direct> direct(UUID roomId, UUID callerId, UUID otherId) {
        return postgres.transaction(connection -> new PgRoomTransaction(connection).direct(roomId, callerId, otherId));
    }

    @Override
    public Future<UUID> general(UUID roomId, String name) {
        return postgres.query(MAKE_GENERAL, Tuple.of(roomId, name, Names.fold(name)))
                .compose(done -> postgres.query("SELECT id FROM rooms.rooms WHERE marker = 'general'"))
                .map(rows -> rows.iterator().next().getUUID(0));
    }

    @Override
    public Future<Optional<Outcome>> change(UUID roomId, UUID actorId, UUID subjectId, Function<Scene, Decision> rule) {
        return postgres.transaction(
                connection -> new PgRoomTransaction(connection).change(roomId, actorId, subjectId, rule));
    }

    @Override
    public Future<Optional<RoomSeat>> find(UUID roomId, UUID userId) {
        return postgres.query(FIND, Tuple.of(roomId, userId))
                .map(rows -> rows.stream().findFirst().map(Rows::roomSeat));
    }

    @Override
    public Future<List<RoomSeat>> list(UUID userId) {
        return postgres.query(LIST, Tuple.of(userId))
                .map(rows -> rows.stream().map(Rows::roomSeat).toList());
    }

    @Override
    public Future<List<Listed>> directory(UUID userId, @Nullable String part, @Nullable UUID after, int limit) {
        Tuple arguments = Tuple.of(userId, after == null ? NOWHERE : after, limit);
        return (part == null
                        ? postgres.query(DIRECTORY.formatted(""), arguments)
                        : postgres.query(DIRECTORY.formatted(WITH_PART), arguments.addValue(pattern(part))))
                .map(rows -> rows.stream().map(PgRoomStore::listed).toList());
    }

    @Override
    public Future<List<Seat>> members(UUID roomId, @Nullable MemberPlace after, int limit) {
        Tuple arguments = Tuple.of(roomId, limit);
        Future<RowSet<Row>> rows = after == null
                ? postgres.query(MEMBERS.formatted(""), arguments)
                : postgres.query(
                        MEMBERS.formatted("AND (s.role_rank, s.joined_at, s.user_id) > ($3, $4, $5)"),
                        arguments
                                .addValue((short) after.rank())
                                .addValue(after.joinedAt().atOffset(ZoneOffset.UTC))
                                .addValue(after.userId()));
        return rows.map(found -> found.stream().map(PgRoomStore::liveSeat).toList());
    }

    @Override
    public Future<Optional<Access>> access(UUID roomId, UUID userId) {
        return postgres.query(FIND, Tuple.of(roomId, userId))
                .map(rows -> rows.stream().findFirst().map(row -> Rows.access(row, userId)));
    }

    @Override
    public Future<List<Access>> accesses(UUID userId) {
        return postgres.query(LIST, Tuple.of(userId))
                .map(rows -> rows.stream().map(row -> Rows.access(row, userId)).toList());
    }

    @Override
    public Future<List<Seating>> seatings(Collection<UUID> userIds) {
        return postgres.query(SEATINGS, Tuple.tuple().addArrayOfUUID(userIds.toArray(UUID[]::new)))
                .map(rows -> rows.stream()
                        .map(row -> new Seating(
                                row.getUUID("user_id"),
                                List.of(row.getArrayOfUUIDs("room_ids")),
                                List.of(row.getArrayOfLongs("versions"))))
                        .toList());
    }

    @Override
    public Future<RoomChanges> changesSince(long cursor) {
        return ChangeWindow.after(postgres, cursor).compose(window -> {
            Future<RowSet<Row>> seats = postgres.query(CHANGED_SEATS, window.bounds());
            Future<RowSet<Row>> rooms = postgres.query(CHANGED_ROOMS, window.bounds());
            return Future.all(seats, rooms)
                    .map(done -> new RoomChanges(
                            window.cursor(),
                            window.more(),
                            seats.result().stream()
                                    .map(row -> Rows.access(row, row.getUUID("user_id")))
                                    .toList(),
                            rooms.result().stream().map(Rows::room).toList()));
        });
    }

    private static Listed listed(Row row) {
        return new Listed(Rows.room(row), row.getBoolean("joined"));
    }

    private static Seat liveSeat(Row row) {
        Seat seat = Rows.seat(row);
        if (seat == null) {
            throw new IllegalStateException("A member has no seat.");
        }
        return seat;
    }

    private static String pattern(String part) {
        return "%" + part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }

    /** Makes the room for newcomers, if it is not there. $1: its id; $2, $3: its name, and as it is sorted. */
    private static final String MAKE_GENERAL = """
            INSERT INTO rooms.rooms (id, kind, name, name_key, member_count, marker, version)
            VALUES ($1, 'public', $2, $3, 0, 'general', nextval('rooms.versions'))
            ON CONFLICT (marker) DO NOTHING""";

    /** $1: the room; $2: whose seat. */
    private static final String FIND = "SELECT " + Rows.ROOM + ", " + Rows.SEAT + """
             FROM rooms.rooms r LEFT JOIN rooms.seats s ON s.room_id = r.id AND s.user_id = $2
            WHERE r.id = $1""";

    private static final String LIST = "SELECT " + Rows.ROOM + ", " + Rows.SEAT + """
             FROM rooms.seats s JOIN rooms.rooms r ON r.id = s.room_id
            WHERE s.user_id = $1 AND s.left_at IS NULL""";

    /** $1: people. */
    private static final String SEATINGS = """
            SELECT s.user_id, array_agg(s.room_id) AS room_ids, array_agg(greatest(r.version, s.version)) AS versions
            FROM rooms.seats s JOIN rooms.rooms r ON r.id = s.room_id
            WHERE s.user_id = ANY ($1) AND s.left_at IS NULL
            GROUP BY s.user_id""";

    /** No room has this id. */
    private static final UUID NOWHERE = new UUID(0, 0);

    /** $1: who asks; $2: after which public room, from the beginning where there is none; $3: how many; $4: the pattern of the name. */
    private static final String DIRECTORY = "SELECT " + Rows.ROOM + """
            , EXISTS (
                SELECT 1 FROM rooms.seats s WHERE s.room_id = r.id AND s.user_id = $1 AND s.left_at IS NULL) AS joined
            FROM rooms.rooms r
            WHERE r.kind = 'public' AND r.archived_at IS NULL
              AND (r.name_key, r.id) > (
                coalesce((SELECT p.name_key FROM rooms.rooms p WHERE p.id = $2 AND p.kind = 'public'), ''), $2) %s
            ORDER BY r.name_key, r.id
            LIMIT $3""";

    private static final String WITH_PART = "AND r.name_key LIKE $4";

    /** $1: the room; $2: how many; $3 to $5: after which place. */
    private static final String MEMBERS = "SELECT " + Rows.SEAT + """
             FROM rooms.seats s
            WHERE s.room_id = $1 AND s.left_at IS NULL %s
            ORDER BY s.role_rank, s.joined_at, s.user_id
            LIMIT $2""";

    /** $1, $2: the window. */
    private static final String CHANGED_SEATS = "SELECT " + Rows.ROOM + ", " + Rows.SEAT
            + " FROM rooms.seats s JOIN rooms.rooms r ON r.id = s.room_id WHERE s.changed_at > $1 AND s.changed_at <= $2";

    /** $1, $2: the window. */
    private static final String CHANGED_ROOMS =
            "SELECT " + Rows.ROOM + " FROM rooms.rooms r WHERE r.changed_at > $1 AND r.changed_at <= $2";
}
