package dev.parley.rooms;

import dev.parley.contracts.messages.RoomEvent;
import dev.parley.contracts.rooms.Access;
import dev.parley.contracts.rooms.NewRoom;
import dev.parley.contracts.rooms.Room;
import dev.parley.contracts.rooms.Seat;
import dev.parley.contracts.rooms.SeatRole;
import dev.parley.platform.Jobs;
import dev.parley.platform.Names;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Changes a room in one transaction.
 *
 * <p>The row of the room is locked first and its seats are read after that, so that every rule decides on the latest state; versions, the number of members and the jobs that tell of the change are written under the same lock, and so have one order.
 */
final class PgRoomTransaction {

    /** The kind of the job that tells of a change in the log of its room; its payload is {@code roomId}, {@code actorId} and {@code event}, its lane the room. */
    static final String ANNOUNCE = "announce";

    private final SqlConnection connection;

    PgRoomTransaction(SqlConnection connection) {
        this.connection = connection;
    }

    Future<RoomStore.Made> create(UUID roomId, UUID ownerId, NewRoom room) {
        Tuple values = Tuple.of(roomId, text(room.kind()), room.name(), Names.fold(room.name()), room.topic(), ownerId)
                .addValue(room.key())
                .addValue(room.key() == null ? null : RoomText.digest(room));
        return query(CREATE, values)
                .compose(made -> made.size() == 1
                        ? begin(Rows.room(first(made)), ownerId).map(outcome -> new RoomStore.Made(outcome, false))
                        : query(MADE, Tuple.of(ownerId, room.key(), RoomText.digest(room)))
                                .map(rows -> found(ownerId, first(rows))));
    }

    Future<RoomStore.Direct> direct(UUID roomId, UUID callerId, UUID otherId) {
        UUID[] peers = Stream.of(callerId, otherId).distinct().sorted().toArray(UUID[]::new);
        String key = String.join(":", Stream.of(peers).map(UUID::toString).toList());
        return query(OPEN_DIRECT, Tuple.of(roomId, callerId, peers.length, peers, key))
                .compose(made -> made.size() == 1
                        ? seatPeers(Rows.room(first(made)), peers)
                                .compose(done -> query(DIRECT, Tuple.of(key)).map(rows -> direct(rows, true)))
                        : query(DIRECT, Tuple.of(key)).map(rows -> direct(rows, false)));
    }

    Future<Optional<Outcome>> change(UUID roomId, UUID actorId, UUID subjectId, Function<Scene, Decision> rule) {
        // Sent together and run one after the other: the seats are read when the lock is held.
        Future<RowSet<Row>> locked = query(LOCK, Tuple.of(roomId));
        Future<RowSet<Row>> seats = query(SEATS, Tuple.of(roomId, actorId, subjectId));
        return Future.all(locked, seats)
                .compose(read -> locked.result().size() == 0
                        ? Future.succeededFuture(Optional.empty())
                        : decide(Rows.room(first(locked.result())), actorId, subjectId, seats.result(), rule)
                                .map(Optional::of));
    }

    private Future<Outcome> begin(Room room, UUID ownerId) {
        Decision decision = new Decision.Seat(SeatRole.OWNER, new RoomEvent("room.created", null, room.name(), null));
        return maySit(ownerId)
                .compose(free -> seatOwner(room, ownerId, decision))
                .compose(outcome -> announce(room.id(), ownerId, decision).map(outcome));
    }

    private Future<Outcome> decide(
            Room room, UUID actorId, UUID subjectId, RowSet<Row> seats, Function<Scene, Decision> rule) {
        Optional<Row> actor = seatOf(seats, actorId);
        Optional<Row> subject = seatOf(seats, subjectId);
        Decision decision = rule.apply(new Scene(
                room,
                actor.map(Rows::seat).orElse(null),
                subject.map(Rows::seat).orElse(null),
                subject.filter(Rows::gone).isPresent(),
                first(seats).getInteger("owners"),
                first(seats).getInteger("subject_rooms")));
        Future<Outcome> applied = apply(room, subjectId, subject, decision);
        Future<Void> announced = announce(room.id(), actorId, decision);
        return Future.all(applied, announced).map(done -> applied.result());
    }

    private Future<Outcome> apply(Room room, UUID subjectId, Optional<Row> subject, Decision decision) {
        return switch (decision) {
            case Decision.Nothing nothing -> Future.succeededFuture(outcome(decision, room, subjectId, subject));
            case Decision.Seat seat ->
                query(SEAT, Tuple.of(room.id(), subjectId, text(seat.role())))
                        .map(rows -> outcome(decision, subjectId, first(rows)));
            case Decision.Unseat unseat ->
                query(UNSEAT, Tuple.of(room.id(), subjectId)).map(rows -> outcome(decision, subjectId, first(rows)));
            case Decision.Role role ->
                query(ROLE, Tuple.of(room.id(), subjectId, text(role.role())))
                        .map(rows -> outcome(decision, room, subjectId, Optional.of(first(rows))));
            case Decision.Update update ->
                query(UPDATE, values(room.id(), update))
                        .map(rows -> outcome(decision, Rows.room(first(rows)), subjectId, subject));
        };
    }

    /** Fails where one of some people has no seat left to take. */
    private Future<Void> maySit(UUID... people) {
        return query(MOST_SEATS, Tuple.of(people)).map(rows -> {
            Rules.maySit(first(rows).getInteger(0));
            return null;
        });
    }

    private Future<Outcome> seatOwner(Room room, UUID userId, Decision decision) {
        return query(FIRST_SEAT, Tuple.of(room.id(), userId, text(SeatRole.OWNER), room.version()))
                .map(rows -> outcome(decision, room, userId, Optional.of(first(rows))));
    }

    private Future<Void> seatPeers(Room room, UUID[] peers) {
        Future<Void> seated = maySit(peers);
        for (UUID peer : peers) {
            seated = seated.compose(before -> query(
                            FIRST_SEAT, Tuple.of(room.id(), peer, text(SeatRole.MEMBER), room.version()))
                    .mapEmpty());
        }
        return seated;
    }

    /** Writes the jobs that tell of it; statements of one connection run in the order in which they are sent. */
    private Future<Void> announce(UUID roomId, UUID actorId, Decision decision) {
        List<Future<Long>> written = new ArrayList<>();
        for (RoomEvent event : decision.announcements()) {
            JsonObject payload = new JsonObject()
                    .put("roomId", roomId.toString())
                    .put("actorId", actorId.toString())
                    .put("event", RoomEvent.encode(event));
            written.add(Jobs.enqueue(connection, PgRoomStore.SCHEMA, ANNOUNCE, roomId.toString(), payload));
        }
        return Future.all(written).mapEmpty();
    }

    private Future<RowSet<Row>> query(String sql, Tuple arguments) {
        return connection.preparedQuery(sql).execute(arguments);
    }

    private static Outcome outcome(Decision decision, Room room, UUID userId, Optional<Row> row) {
        Seat seat = row.map(Rows::seat).orElse(null);
        long version = row.map(found -> found.getLong("seat_version")).orElse(0L);
        return new Outcome(decision, room, seat, Rows.access(room, userId, seat, version));
    }

    private static Outcome outcome(Decision decision, UUID userId, Row row) {
        return new Outcome(decision, Rows.room(row), Rows.seat(row), Rows.access(row, userId));
    }

    private static RoomStore.Made found(UUID userId, Row row) {
        return new RoomStore.Made(outcome(new Decision.Nothing(), userId, row), !row.getBoolean("same"));
    }

    private static Tuple values(UUID roomId, Decision.Update update) {
        return Tuple.of(roomId, update.name(), Names.fold(update.name()), update.topic(), update.archived());
    }

    private static RoomStore.Direct direct(RowSet<Row> rows, boolean created) {
        List<Seat> seats = new ArrayList<>();
        List<Access> accesses = new ArrayList<>();
        for (Row row : rows) {
            Optional.ofNullable(Rows.seat(row)).ifPresent(seats::add);
            accesses.add(Rows.access(row, row.getUUID("user_id")));
        }
        return new RoomStore.Direct(Rows.room(first(rows)), seats, accesses, created);
    }

    private static Optional<Row> seatOf(RowSet<Row> rows, UUID userId) {
        return rows.stream()
                .filter(row -> userId.equals(row.getUUID("user_id")))
                .findFirst();
    }

    private static Row first(RowSet<Row> rows) {
        return rows.iterator().next();
    }

    private static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Makes a room, unless its owner made it with this key; waits for others who make it. $1 to $8: id, kind, name, name as it is sorted, topic, owner, key, and what the key stands for. */
    private static final String CREATE = """
            INSERT INTO rooms.rooms AS r
                (id, kind, name, name_key, topic, created_by, creation_key, creation_digest, member_count, version)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, nextval('rooms.versions'))
            ON CONFLICT (created_by, creation_key) WHERE creation_key IS NOT NULL DO NOTHING
            RETURNING\s""" + Rows.ROOM;

    /** The room that somebody made with a key, with the seat that is left of it. $1 to $3: who, the key, and what it is to stand for. */
    private static final String MADE =
            "SELECT " + Rows.ROOM + ", " + Rows.SEAT + ", r.creation_digest = $3 AS same" + """
             FROM rooms.rooms r LEFT JOIN rooms.seats s ON s.room_id = r.id AND s.user_id = $1
            WHERE r.created_by = $1 AND r.creation_key = $2""";

    /** Makes a direct room, unless it is there; waits for others who make it. $1 to $5: id, who makes it, how many people, the people, the key. */
    private static final String OPEN_DIRECT = """
            INSERT INTO rooms.rooms AS r (id, kind, created_by, member_count, peers, direct_key, version)
            VALUES ($1, 'direct', $2, $3, $4, $5, nextval('rooms.versions'))
            ON CONFLICT (direct_key) DO NOTHING
            RETURNING\s""" + Rows.ROOM;

    /** $1: the key. */
    private static final String DIRECT = "SELECT " + Rows.ROOM + ", " + Rows.SEAT + """
             FROM rooms.rooms r JOIN rooms.seats s ON s.room_id = r.id
            WHERE r.direct_key = $1""";

    private static final String LOCK = "SELECT " + Rows.ROOM + " FROM rooms.rooms r WHERE r.id = $1 FOR NO KEY UPDATE";

    /** The seats that somebody has, as many as count; the person is put in. */
    private static final String SEATS_OF =
            "(SELECT 1 FROM rooms.seats WHERE user_id = %s AND left_at IS NULL LIMIT " + Rules.MOST_ROOMS + ")";

    /** How many owners there are, at most 2, and how many seats $3 has, with the seats of $2 and $3 in the room $1; one row at least. */
    private static final String SEATS =
            "SELECT o.owners, m.subject_rooms, " + Rows.SEAT + """
             FROM (SELECT count(*)::integer AS owners FROM (
                SELECT 1 FROM rooms.seats WHERE room_id = $1 AND role_rank = 0 AND left_at IS NULL LIMIT 2) two) o
            CROSS JOIN (SELECT count(*)::integer AS subject_rooms FROM""" + " " + SEATS_OF.formatted("$3") + """
             theirs) m
            LEFT JOIN rooms.seats s ON s.room_id = $1 AND s.user_id IN ($2, $3)""";

    /** How many seats the one has who has the most. $1: people. */
    private static final String MOST_SEATS = "SELECT max((SELECT count(*) FROM " + SEATS_OF.formatted("p.id")
            + " theirs))::integer FROM unnest($1::uuid[]) p (id)";

    /** A seat of a room that has just been made. $1 to $4: room, user, role, version. */
    private static final String FIRST_SEAT = """
            INSERT INTO rooms.seats AS s (room_id, user_id, role, version) VALUES ($1, $2, $3, $4)
            RETURNING\s""" + Rows.SEAT;

    /** Counts one more or one less member of the room $1; a part of the statements below. */
    private static final String COUNTED = """
            WITH r AS (
                UPDATE rooms.rooms SET member_count = member_count %s, version = nextval('rooms.versions'),
                    changed_at = clock_timestamp()
                WHERE id = $1
                RETURNING *),
            """;

    /** Gives a seat, also to somebody who had left. $1 to $3: room, user, role. */
    private static final String SEAT = COUNTED.formatted("+ 1") + """
            s AS (
                INSERT INTO rooms.seats (room_id, user_id, role, version) SELECT r.id, $2, $3, r.version FROM r
                ON CONFLICT (room_id, user_id) DO UPDATE SET role = excluded.role, joined_at = excluded.joined_at,
                    left_at = NULL, version = excluded.version, changed_at = excluded.changed_at
                RETURNING *)
            SELECT\s""" + Rows.ROOM + ", " + Rows.SEAT + " FROM r, s";

    /** Ends a seat. $1, $2: room and user. */
    private static final String UNSEAT = COUNTED.formatted("- 1") + """
            s AS (
                UPDATE rooms.seats SET left_at = clock_timestamp(), version = r.version, changed_at = clock_timestamp()
                FROM r WHERE room_id = $1 AND user_id = $2
                RETURNING seats.*)
            SELECT\s""" + Rows.ROOM + ", " + Rows.SEAT + " FROM r, s";

    private static final String ROLE = """
            UPDATE rooms.seats s SET role = $3, version = nextval('rooms.versions'), changed_at = clock_timestamp()
            WHERE s.room_id = $1 AND s.user_id = $2
            RETURNING\s""" + Rows.SEAT;

    /** $1 to $5: room, name, name as it is sorted, topic, whether it is archived. */
    private static final String UPDATE = """
            UPDATE rooms.rooms r SET name = $2, name_key = $3, topic = $4,
                archived_at = CASE WHEN $5 THEN coalesce(r.archived_at, clock_timestamp()) END,
                version = nextval('rooms.versions'), changed_at = clock_timestamp()
            WHERE r.id = $1
            RETURNING\s""" + Rows.ROOM;
}
