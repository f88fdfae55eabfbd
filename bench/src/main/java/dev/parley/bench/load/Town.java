package dev.parley.bench.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * People, sessions, rooms and seats that are put straight into a database that a node has made: passwords of many people cannot be hashed in a bench.
 *
 * <p>Who sits where is known without looking: ids are made of numbers, and the rooms of a person are spread so that few people share more than one.
 *
 * @param people how many there are
 * @param rooms how many there are
 * @param roomsEach in how many everybody sits
 */
public record Town(int people, int rooms, int roomsEach) {

    private static final String ID = "00000000-0000-7000-%s-%012x";
    private static final String PERSON = "8000";
    private static final String ROOM = "9000";
    private static final String SESSION = "a000";

    private static final String USERS = """
            INSERT INTO users.users (id, username, skeleton, email, display_name, password_hash, role)
            SELECT %1$s, 'person' || i, 'person' || i, 'person' || i || '@example.org', 'Person ' || i, '', 'member'
            FROM generate_series(0, ? - 1) i""".formatted(id(PERSON));

    private static final String SESSIONS = """
            INSERT INTO users.sessions (id, user_id, device, address, secret_hash, expires_at)
            SELECT %s, %s, 'bench', '127.0.0.1', sha256(i::text::bytea), now() + interval '1 day'
            FROM generate_series(0, ? - 1) i""".formatted(id(SESSION), id(PERSON));

    private static final String ROOMS = """
            INSERT INTO rooms.rooms (id, kind, name, name_key, created_by, member_count, version, changed_at)
            SELECT %s, 'public', 'Room ' || i, 'room ' || i, '%s', 0, nextval('rooms.versions'), now() - interval '1 hour'
            FROM generate_series(0, ? - 1) i""".formatted(id(ROOM), person(0));

    private static final String SEATS = """
            INSERT INTO rooms.seats (room_id, user_id, role, version, changed_at)
            SELECT %s, ('%s' || lpad(to_hex(p), 12, '0'))::uuid, CASE WHEN k = 0 AND p = i THEN 'owner' ELSE 'member' END,
                nextval('rooms.versions'), now() - interval '1 hour'
            FROM (SELECT p, k, (p + o) %% ? AS i
                  FROM generate_series(0, ? - 1) p, unnest(?::int[]) WITH ORDINALITY AS u (o, n), LATERAL (SELECT n - 1 AS k) z) s
            """.formatted(id(ROOM), ID.substring(0, 19) + PERSON + "-");

    private static final String COUNTS = """
            UPDATE rooms.rooms r SET member_count = s.count
            FROM (SELECT room_id, count(*) FROM rooms.seats GROUP BY room_id) s WHERE s.room_id = r.id""";

    /** The id of a person. */
    public static UUID person(int number) {
        return UUID.fromString(ID.formatted(PERSON, number));
    }

    /** The id of a room. */
    public static UUID room(int number) {
        return UUID.fromString(ID.formatted(ROOM, number));
    }

    /** The id of a person's session. */
    public static UUID session(int number) {
        return UUID.fromString(ID.formatted(SESSION, number));
    }

    /** The number of one of the rooms in which a person sits, from 0 to {@code roomsEach} less one. */
    public int roomOf(int person, int which) {
        return (person + offset(which)) % rooms;
    }

    private int offset(int which) {
        int step = Math.max(1, rooms / roomsEach);
        return which * step + (step > roomsEach * roomsEach ? which * which : 0);
    }

    /** Puts everything into the database. */
    public void settle(Connection database) throws SQLException {
        Integer[] offsets = new Integer[roomsEach];
        for (int which = 0; which < roomsEach; which++) {
            offsets[which] = offset(which);
        }
        insert(database, USERS, people);
        insert(database, SESSIONS, people);
        insert(database, ROOMS, rooms);
        insert(database, SEATS, rooms, people, database.createArrayOf("int", offsets));
        try (Statement statement = database.createStatement()) {
            statement.execute(COUNTS);
            statement.execute("VACUUM ANALYZE");
            statement.execute("CHECKPOINT");
        }
    }

    /** Gives how far each room has come, in the order of their numbers. */
    public String headsQuery() {
        return "SELECT coalesce(h.last_rev, 0) FROM generate_series(0, " + (rooms - 1)
                + ") i LEFT JOIN messages.heads h ON h.room_id = " + id(ROOM) + " ORDER BY i";
    }

    private static void insert(Connection database, String sql, Object... arguments) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            statement.execute();
        }
    }

    private static String id(String kind) {
        return "('" + ID.substring(0, 19) + kind + "-' || lpad(to_hex(i), 12, '0'))::uuid";
    }
}
