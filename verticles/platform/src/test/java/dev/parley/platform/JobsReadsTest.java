package dev.parley.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Failures;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Alone in its database and on one connection, because it counts what the runner of jobs reads. */
@ExtendWith(VertxExtension.class)
class JobsReadsTest {

    private static final int SHORT = 300;
    private static final int LONG = 20_000;

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.migrated("work");

    @Test
    void aLongLaneIsTakenFromAsCheaplyAsAShortOne(Vertx vertx) {
        Postgres one = Postgres.connect(
                vertx,
                PostgresOptions.fromJson(DATABASE.options().put("poolSize", 1)),
                "one connection",
                Duration.ofSeconds(30));
        one.query("ALTER TABLE work.jobs SET (autovacuum_enabled = off)").await();
        long few = readsOfTwoRuns(vertx, one, SHORT);
        long many = readsOfTwoRuns(vertx, one, LONG);
        assertThat(many).isPositive().isLessThanOrEqualTo(few);
    }

    /** What is read when the first run of a lane is done and the second is given back, with plans that were made for a table that was known to be small. */
    private static long readsOfTwoRuns(Vertx vertx, Postgres one, int length) {
        one.query(ENQUEUE, Tuple.of(65)).await();
        one.query("ANALYZE work.jobs").await();
        twoRuns(vertx, one);
        one.query("DELETE FROM work.jobs").await();
        one.query(ENQUEUE, Tuple.of(length)).await();
        one.query("SELECT pg_stat_force_next_flush()").await();
        one.query("SELECT pg_stat_reset()").await();
        twoRuns(vertx, one);
        one.query("SELECT pg_stat_force_next_flush()").await();
        long read = one.query(ROWS_READ).await().iterator().next().getLong(0);
        one.query("TRUNCATE work.jobs").await();
        return read;
    }

    private static void twoRuns(Vertx vertx, Postgres one) {
        AtomicInteger runs = new AtomicInteger();
        new Jobs(vertx, one.pool(), "work")
                .handleRuns(
                        "step",
                        run -> runs.incrementAndGet() == 1
                                ? Future.succeededFuture()
                                : Future.failedFuture(Failures.unavailable("unavailable", "Not now.")))
                .poke()
                .await();
    }

    private static final String ENQUEUE =
            "INSERT INTO work.jobs (kind, lane, payload) SELECT 'step', 'lane', '{}'::jsonb FROM generate_series(1, $1)";

    private static final String ROWS_READ = """
            SELECT (t.seq_tup_read + i.read)::bigint
            FROM pg_stat_user_tables t, (SELECT sum(idx_tup_read) AS read FROM pg_stat_user_indexes WHERE relname = 'jobs') i
            WHERE t.relname = 'jobs'""";
}
