package dev.parley.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Failures;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.net.NetServer;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every failure here is one that the driver or the database really made, so that the test fails when they change their words. */
@ExtendWith(VertxExtension.class)
class StorageFailuresTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.migrated("work");

    private Vertx vertx;
    private Postgres postgres;

    @BeforeEach
    void connect(Vertx vertx) {
        this.vertx = vertx;
        postgres = connect(DATABASE.options().getInteger("port"));
    }

    private Postgres connect(int port) {
        PostgresOptions options =
                PostgresOptions.fromJson(DATABASE.options().put("port", port).put("poolSize", 1));
        return Postgres.connect(vertx, options, "failures-" + port, Duration.ofMillis(500));
    }

    @AfterEach
    void disconnect() {
        postgres.close().await();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT pg_sleep(60)",
                "SELECT pg_terminate_backend(pg_backend_pid())",
                "DO $$ BEGIN RAISE 'full' USING ERRCODE = '53100'; END $$",
                "DO $$ BEGIN RAISE 'again' USING ERRCODE = '40001'; END $$",
                "DO $$ BEGIN RAISE 'deadlock' USING ERRCODE = '40P01'; END $$",
                "DO $$ BEGIN RAISE 'standby' USING ERRCODE = '25006'; END $$"
            })
    void whatTheDatabaseCannotDoNowPasses(String sql) {
        assertThat(unavailable(postgres.query(sql))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT nonsense",
                "SELECT 1 / 0",
                "SELECT FROM nowhere.nothing",
                "SELECT 'x'::uuid",
                "INSERT INTO work.jobs (kind) VALUES ('no payload')"
            })
    void whatTheDatabaseWillNeverDoDoesNotPass(String sql) {
        assertThat(unavailable(postgres.query(sql))).isFalse();
    }

    @Test
    void callsThatAreWrongDoNotPass() {
        assertThat(unavailable(postgres.query("SELECT $1::int, $2::int", Tuple.of(1))))
                .isFalse();
        assertThat(unavailable(postgres.query("SELECT $1::int", Tuple.of("one"))))
                .isFalse();
        assertThat(unavailable(postgres.transaction(c -> Future.failedFuture("changed my mind"))))
                .isFalse();
        assertThat(StorageFailures.passing(VertxException.noStackTrace("whatever")))
                .isFalse();
        assertThat(StorageFailures.passing(new IllegalStateException())).isFalse();
    }

    @Test
    void aPoolWhoseConnectionsAreAllTakenPasses() {
        SqlConnection taken = postgres.pool().getConnection().await();
        List<Future<?>> waiting =
                List.of(postgres.query("SELECT 1"), postgres.transaction(c -> Future.succeededFuture()));
        assertThat(waiting).allSatisfy(call -> assertThat(unavailable(call)).isTrue());
        taken.close().await();
    }

    @Test
    void aConnectionThatEndsUnderACallPasses() {
        Function<SqlConnection, Future<Void>> steps = connection -> {
            Future<?> ended = connection
                    .query("SELECT pg_terminate_backend(pg_backend_pid())")
                    .execute();
            Future<?> behind = connection.query("SELECT 1").execute();
            return Future.join(ended, behind)
                    .transform(done -> connection.preparedQuery("SELECT 2").execute())
                    .mapEmpty();
        };
        assertThat(unavailable(postgres.transaction(steps))).isTrue();
    }

    @Test
    void aServerThatIsNotThereOrHangsUpPasses() {
        NetServer server = vertx.createNetServer()
                .connectHandler(socket -> socket.close())
                .listen(0, "localhost")
                .await();
        Postgres rude = connect(server.actualPort());
        assertThat(unavailable(rude.query("SELECT 1"))).isTrue();
        server.close().await();
        assertThat(unavailable(rude.query("SELECT 1"))).isTrue();
        rude.close().await();
        assertThat(unavailable(rude.query("SELECT 1"))).isTrue();
    }

    private static boolean unavailable(Future<?> call) {
        Throwable failure =
                call.transform(done -> Future.succeededFuture(done.cause())).await();
        assertThat(failure).isNotNull();
        return "storage_unavailable".equals(Failures.reason(failure));
    }
}
