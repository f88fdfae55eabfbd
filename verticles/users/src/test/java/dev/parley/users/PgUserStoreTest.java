package dev.parley.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.users.EndedSession;
import dev.parley.platform.Postgres;
import dev.parley.platform.PostgresOptions;
import dev.parley.testkit.TestDatabase;
import dev.parley.users.UserStore.NewSession;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PgUserStoreTest extends UserStoreTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.migrated("users");

    private static Vertx vertx;
    private static Postgres postgres;

    @BeforeAll
    static void connect() {
        vertx = Vertx.vertx();
        postgres =
                Postgres.connect(vertx, PostgresOptions.fromJson(DATABASE.options()), "users", Duration.ofSeconds(2));
    }

    @AfterAll
    static void close() {
        postgres.close().await();
        vertx.close().await();
    }

    @Override
    UserStore store() {
        return new PgUserStore(postgres);
    }

    @Override
    void age(Duration by) {
        postgres.query("""
                        UPDATE users.sessions SET
                            created_at = created_at - make_interval(secs => $1),
                            last_used_at = last_used_at - make_interval(secs => $1),
                            renewed_at = renewed_at - make_interval(secs => $1),
                            expires_at = expires_at - make_interval(secs => $1),
                            ended_at = ended_at - make_interval(secs => $1)""", Tuple.of((double) by.toSeconds())).await();
    }

    @Test
    void whatALongTransactionEndsLateIsTold() {
        UUID userId = register(user("late", "Late")).id();
        NewSession session = begin(userId);
        SqlConnection connection = postgres.pool().getConnection().await();
        var transaction = connection.begin().await();
        connection
                .preparedQuery("UPDATE users.sessions SET ended_at = clock_timestamp() WHERE id = $1")
                .execute(Tuple.of(session.id()))
                .await();

        var meanwhile = store().endedSince(0, LATELY).await();
        transaction.commit().await();
        connection.close().await();

        EndedSession late = new EndedSession(session.id(), userId);
        assertThat(meanwhile.sessions()).doesNotContain(late);
        assertThat(store().endedSince(meanwhile.cursor(), LATELY).await().sessions())
                .contains(late);
    }

    @Test
    void searchingAndAskingWhatEndedUseIndexes() {
        assertThat(
                        plan(
                                "SELECT id FROM users.users WHERE username >= 'a' AND username < 'b' ORDER BY username LIMIT 5"))
                .contains("users_username");
        assertThat(plan("SELECT user_id FROM users.display_names WHERE key >= 'a' AND key < 'b' ORDER BY key LIMIT 5"))
                .contains("display_names_pkey");
        assertThat(plan("SELECT id FROM users.sessions WHERE ended_at > now() - interval '1 minute'"))
                .contains("sessions_ended");
    }

    private static String plan(String sql) {
        return postgres
                .transaction(connection -> connection
                        .query("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
                        .execute()
                        .compose(done -> connection.query("EXPLAIN " + sql).execute()))
                .await()
                .stream()
                .map(row -> row.getString(0))
                .reduce("", (all, line) -> all + "\n" + line);
    }
}
