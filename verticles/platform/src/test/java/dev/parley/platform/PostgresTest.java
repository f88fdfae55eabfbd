package dev.parley.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.contracts.Failures;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class PostgresTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.empty();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER DATABASE %s SET synchronous_commit = off",
                "ALTER ROLE CURRENT_USER IN DATABASE %s SET synchronous_commit = off"
            })
    void whateverIsSetInTheDatabaseAnAnswerWaitsForTheDisk(String setting, Vertx vertx) {
        PostgresOptions options = PostgresOptions.fromJson(DATABASE.options());
        Postgres operator = Postgres.connect(vertx, options, "operator", Duration.ofSeconds(5));
        operator.query(setting.formatted(options.database())).await();
        Postgres pool = Postgres.connect(vertx, options, "pool", Duration.ofSeconds(5));
        assertThat(shown(pool, "synchronous_commit")).isEqualTo("on");
        pool.close().compose(done -> operator.close()).await();
    }

    @Test
    void aStatementAndATransactionThatStandStillEnd(Vertx vertx) {
        Postgres pool = Postgres.connect(
                vertx, PostgresOptions.fromJson(DATABASE.options()), "limits", Duration.ofMillis(1_500));
        assertThat(shown(pool, "statement_timeout")).isEqualTo("1500ms");
        assertThat(shown(pool, "idle_in_transaction_session_timeout")).isEqualTo("5s");
        assertThat(shown(pool, "tcp_keepalives_idle")).isEqualTo("15");
        pool.close().await();
    }

    @Test
    void aDatabaseThatSaysNothingIsNotWaitedForMuchLongerThanAStatementMayTake(Vertx vertx) {
        Postgres pool = Postgres.connect(
                vertx,
                PostgresOptions.fromJson(DATABASE.options().put("poolSize", 1)),
                "silent",
                Duration.ofMillis(500));
        Future<?> silent = pool.transaction(connection -> connection
                .query("SET statement_timeout = 0")
                .execute()
                .compose(set -> connection.query("SELECT pg_sleep(30)").execute()));
        assertThat(refusal(silent)).isEqualTo("storage_unavailable");
        Future<?> waiting = pool.query("SELECT 1");
        assertThat(refusal(waiting)).isEqualTo("storage_unavailable");
        pool.close().await();
    }

    @Test
    @Timeout(60)
    void aConnectionWhoseAnswerNeverComesIsGivenUp(Vertx vertx) {
        LossyWire wire = new LossyWire(vertx, DATABASE.options());
        Postgres pool = Postgres.connect(
                vertx,
                PostgresOptions.fromJson(DATABASE.options().put("poolSize", 1).put("port", wire.port())),
                "given up",
                Duration.ofMillis(100),
                Duration.ofSeconds(1));
        assertThat(pool.open(1).await()).isEqualTo(1);
        wire.loseAnswers();
        assertThat(refusal(pool.query("SELECT 1"))).isEqualTo("storage_unavailable");
        boolean waiting = true;
        while (waiting) {
            waiting = pool.query("SELECT 1")
                    .transform(answer -> Future.succeededFuture(answer.failed()))
                    .await();
        }
        pool.close().await();
    }

    /** A wire to the database whose other end can forget the connections that there are: answers are lost, and whoever says goodbye is told that there is no such connection. */
    private static final class LossyWire {

        private final Set<NetSocket> near = ConcurrentHashMap.newKeySet();
        private final Set<NetSocket> forgotten = ConcurrentHashMap.newKeySet();
        private final NetServer server;

        LossyWire(Vertx vertx, JsonObject target) {
            NetClient client = vertx.createNetClient();
            server = vertx.createNetServer().connectHandler(socket -> {
                socket.pause();
                client.connect(target.getInteger("port"), target.getString("host"))
                        .onSuccess(far -> join(socket, far))
                        .onFailure(failure -> socket.close());
            });
            server.listen(0, "localhost").await();
        }

        int port() {
            return server.actualPort();
        }

        void loseAnswers() {
            forgotten.addAll(near);
        }

        private void join(NetSocket socket, NetSocket far) {
            near.add(socket);
            far.handler(bytes -> {
                if (!forgotten.contains(socket)) {
                    socket.write(bytes);
                }
            });
            far.closeHandler(closed -> socket.close());
            socket.closeHandler(closed -> far.close());
            socket.handler(bytes -> {
                if (forgotten.contains(socket) && bytes.getByte(0) == 'X') {
                    socket.close();
                } else {
                    far.write(bytes);
                }
            });
            socket.resume();
        }
    }

    @Test
    void aMachineWithAWrongClockHasTheTimeOfTheDatabase(Vertx vertx) {
        Postgres pool =
                Postgres.connect(vertx, PostgresOptions.fromJson(DATABASE.options()), "clock", Duration.ofSeconds(5));
        Instant wrong = Instant.now().minus(Duration.ofMinutes(20));
        DatabaseClock clock = new DatabaseClock(InstantSource.fixed(wrong));
        assertThat(clock.instant()).isEqualTo(wrong);
        clock.adjust(pool).await();
        assertThat(clock.instant()).isAfter(wrong.plus(Duration.ofMinutes(19)));
        pool.close().await();
    }

    @Test
    void connectionsAreThereBeforeTheyAreNeeded(Vertx vertx) {
        Postgres pool = Postgres.connect(
                vertx, PostgresOptions.fromJson(DATABASE.options().put("poolSize", 4)), "opened", TIMEOUT);
        assertThat(pool.open(2).await()).isEqualTo(2);
        assertThat(pool.pool().size()).isEqualTo(2);
        assertThat(pool.open(1).await()).isEqualTo(4);
        assertThat(pool.pool().size()).isEqualTo(4);
        pool.close().await();
    }

    @Test
    void aDatabaseThatHasNoMoreConnectionsIsUsedWithThoseThatThereAre(Vertx vertx) {
        PostgresOptions options = PostgresOptions.fromJson(DATABASE.options());
        Postgres operator = Postgres.connect(vertx, options, "operator", TIMEOUT);
        String role = "few_" + options.database();
        operator.query("CREATE ROLE %s LOGIN PASSWORD 'few' CONNECTION LIMIT 2".formatted(role))
                .await();
        Postgres pool = Postgres.connect(
                vertx,
                PostgresOptions.fromJson(DATABASE.options().put("user", role).put("password", "few")),
                "few",
                TIMEOUT);
        assertThat(pool.open(1).await()).isEqualTo(2);
        assertThat(shown(pool, "statement_timeout")).isEqualTo("5s");
        pool.close()
                .compose(done -> operator.query("DROP ROLE " + role))
                .compose(done -> operator.close())
                .await();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatIsSetForTheSocketsReachesThem(Vertx vertx) throws IOException {
        PostgresOptions options = PostgresOptions.fromJson(DATABASE.options());
        Postgres pool = Postgres.connect(vertx, options, "kept", TIMEOUT);
        pool.open(1).await();
        String there = ":%04X 01 ".formatted(DATABASE.options().getInteger("port"));
        String sockets = Files.readString(Path.of("/proc/net/tcp")) + Files.readString(Path.of("/proc/net/tcp6"));
        assertThat(sockets.lines().filter(socket -> socket.contains(there)))
                .as("the timer of a keep-alive runs")
                .anyMatch(socket -> socket.contains(" 02:"));
        pool.close().await();
    }

    private static String refusal(Future<?> answer) {
        return Failures.reason(catchThrowable(answer::await));
    }

    private static String shown(Postgres pool, String setting) {
        return pool.query("SHOW " + setting).await().iterator().next().getString(0);
    }
}
