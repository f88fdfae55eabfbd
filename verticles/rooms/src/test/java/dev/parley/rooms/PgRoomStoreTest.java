package dev.parley.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.messages.RoomEvent;
import dev.parley.contracts.rooms.Access;
import dev.parley.contracts.rooms.NewRoom;
import dev.parley.contracts.rooms.Room;
import dev.parley.contracts.rooms.RoomChanges;
import dev.parley.contracts.rooms.RoomKind;
import dev.parley.contracts.rooms.RoomSeat;
import dev.parley.platform.Ids;
import dev.parley.platform.Postgres;
import dev.parley.platform.PostgresOptions;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PgRoomStoreTest extends RoomStoreTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.migrated("rooms");

    private static Vertx vertx;
    private static Postgres postgres;

    @BeforeAll
    static void connect() {
        vertx = Vertx.vertx();
        postgres =
                Postgres.connect(vertx, PostgresOptions.fromJson(DATABASE.options()), "rooms", Duration.ofSeconds(5));
    }

    @AfterAll
    static void close() {
        postgres.close().await();
        vertx.close().await();
    }

    @Override
    RoomStore store() {
        return new PgRoomStore(postgres);
    }

    @Test
    void afterTheDatabaseWasPutBackEverythingHasAVersionThatWasNeverGiven() {
        UUID ada = Ids.next();
        Outcome made = store().create(Ids.next(), ada, new NewRoom("Tea", RoomKind.PRIVATE, null, null))
                .await()
                .outcome();
        Versions.renew(PostgresOptions.fromJson(DATABASE.options()));

        Access renewed = store().access(made.room().id(), ada).await().orElseThrow();
        RoomSeat found = store().find(made.room().id(), ada).await().orElseThrow();
        assertThat(List.of(renewed.version(), found.room().version()))
                .allMatch(version -> version > made.access().version() + 1_000_000_000);
    }

    @Override
    void age(Duration by) {
        for (String table : List.of("rooms", "seats")) {
            postgres.query(
                            "UPDATE rooms." + table + " SET changed_at = changed_at - make_interval(secs => $1)",
                            Tuple.of((double) by.toSeconds()))
                    .await();
        }
    }

    @Override
    List<RoomEvent> announced(UUID roomId) {
        return postgres
                .query(
                        "SELECT payload FROM rooms.jobs WHERE kind = 'announce' AND lane = $1 ORDER BY id",
                        Tuple.of(roomId.toString()))
                .await()
                .stream()
                .map(row -> RoomEvent.decode(row.getJsonObject(0).getJsonObject("event")))
                .toList();
    }

    @Test
    void whatALongTransactionCommitsLateIsTold() {
        UUID roomId = create("Late", RoomKind.PUBLIC).room().id();
        UUID userId = Ids.next();
        long before = store().changesSince(0).await().cursor();
        age(Duration.ofSeconds(30));
        SqlConnection connection = postgres.pool().getConnection().await();
        var transaction = connection.begin().await();
        Outcome late = new PgRoomTransaction(connection)
                .change(roomId, userId, userId, scene -> Rules.welcome(userId, scene))
                .await()
                .orElseThrow();

        RoomChanges meanwhile = store().changesSince(before).await();
        transaction.commit().await();
        connection.close().await();
        RoomChanges after = store().changesSince(meanwhile.cursor()).await();

        assertThat(meanwhile.seats()).extracting(Access::userId).doesNotContain(userId);
        assertThat(after.seats()).contains(late.access());
        assertThat(after.rooms()).extracting(Room::id).contains(roomId);
    }

    @Test
    void whatIsAskedOftenUsesIndexes() {
        postgres.query("""
                        INSERT INTO rooms.rooms (id, kind, name, name_key, member_count, version, changed_at)
                        SELECT gen_random_uuid(), 'public', 'bulk ' || md5(i::text), 'bulk ' || md5(i::text), 0, 1,
                            now() - interval '1 day'
                        FROM generate_series(1, 10000) i""").await();
        postgres.query("VACUUM ANALYZE rooms.rooms").await();

        assertThat(
                        plan(
                                "SELECT 1 FROM rooms.rooms WHERE kind = 'public' AND archived_at IS NULL AND name_key LIKE '%abcde%'"))
                .contains("rooms_parts_of_names");
        assertThat(plan("""
                        SELECT 1 FROM rooms.rooms r WHERE r.kind = 'public' AND r.archived_at IS NULL
                        AND (r.name_key, r.id) > (
                            coalesce((SELECT p.name_key FROM rooms.rooms p WHERE p.id = '%1$s' AND p.kind = 'public'), ''),
                            '%1$s')
                        ORDER BY r.name_key, r.id LIMIT 5""".formatted(Ids.next()))).contains("rooms_directory", "Index Cond: (ROW(name_key, id) >");
        assertThat(plan("SELECT 1 FROM rooms.rooms WHERE changed_at > now() - interval '10 s'"))
                .contains("rooms_changed");
    }

    private static String plan(String sql) {
        return postgres.query("EXPLAIN " + sql).await().stream()
                .map(row -> row.getString(0))
                .reduce("", (all, line) -> all + "\n" + line);
    }
}
