package dev.parley.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.users.EndedSession;
import dev.parley.contracts.users.EndedSessions;
import dev.parley.contracts.users.UserStatus;
import dev.parley.platform.Postgres;
import dev.parley.platform.PostgresOptions;
import dev.parley.testkit.TestDatabase;
import dev.parley.users.UserStore.NewSession;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    void theStatementsOfTheDocumentationEndSessionsHoweverLateTheyAreCommitted() throws Exception {
        UUID userId = register(user("spammer", "Spammer")).id();
        NewSession session = begin(userId);
        PostgresOptions options = PostgresOptions.fromJson(DATABASE.options());
        EndedSessions meanwhile;
        try (Connection psql = DriverManager.getConnection(options.jdbcUrl(), options.user(), options.password());
                Statement statement = psql.createStatement()) {
            psql.setAutoCommit(false);
            Instant began = began(statement);
            statement.execute(suspension("spammer@example.com"));
            meanwhile = store().endedSince(0, LATELY).await();
            assertThat(meanwhile.cursor()).isLessThanOrEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, began));
            psql.commit();
        }

        assertThat(store().endedSince(meanwhile.cursor(), LATELY).await().sessions())
                .contains(new EndedSession(session.id(), userId));
        assertThat(store().account(userId).await().orElseThrow().status()).isEqualTo(UserStatus.SUSPENDED);
    }

    private static Instant began(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT now()")) {
            rows.next();
            return rows.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    private static String suspension(String email) throws IOException {
        String page = Files.readString(Path.of("../../docs/operations.md"));
        Matcher block = Pattern.compile("```\n([^`]*'suspended'[^`]*)```").matcher(page);
        assertThat(block.find()).isTrue();
        return block.group(1).replace("…", email);
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
