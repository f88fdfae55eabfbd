package dev.parley.platform;

import dev.parley.contracts.Failure;
import dev.parley.contracts.Failures;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.serviceproxy.ServiceException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the durable jobs of one schema: at least once each, after the transaction that wrote them.
 *
 * <p>Any number of runners on any number of nodes share the table: a runner takes what is due with {@code FOR UPDATE SKIP LOCKED} and a lease; a job whose runner died is due again when the lease
 * ends. Jobs of one lane run one after the other in the order of their ids, also over failures; jobs without a lane in any order. A job that failed is tried again after a pause that doubles, and after
 * {@link #MOST_ATTEMPTS} is put aside as dead, which lets its lane go on; what fails because something is not available now is tried for as long as it takes. Handlers must bear repeats. For one event loop; not to be shared between threads.
 */
public final class Jobs {

    /** After so many failures a job is put aside. */
    public static final int MOST_ATTEMPTS = 12;

    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
    private static final int AT_ONCE = 32;
    private static final long POLL_MS = 1_000;

    private final Vertx vertx;
    private final SqlClient client;
    private final String schema;
    private final Map<String, Function<Job, Future<?>>> handlers = new HashMap<>();
    private long timer = -1;
    private boolean again;
    private @Nullable Future<Void> round;

    /** A runner of the jobs in a schema. */
    public Jobs(Vertx vertx, SqlClient client, String schema) {
        this.vertx = vertx;
        this.client = client;
        this.schema = schema;
    }

    /** Writes a job with the connection of the transaction that makes it necessary; gives its id. Call {@link #poke} after the commit. */
    public static Future<Long> enqueue(
            SqlClient transaction, String schema, String kind, @Nullable String lane, JsonObject payload) {
        return transaction
                .preparedQuery("INSERT INTO " + schema + ".jobs (kind, lane, payload) VALUES ($1, $2, $3) RETURNING id")
                .execute(Tuple.of(kind, lane, payload))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** Names what does the jobs of a kind. Jobs of other kinds are left to runners that know them. */
    public Jobs handle(String kind, Function<Job, Future<?>> handler) {
        handlers.put(kind, handler);
        return this;
    }

    /** Begins to run what is due, now and every second. */
    public void start() {
        timer = vertx.setPeriodic(0, POLL_MS, tick -> poke());
    }

    /** Runs what is due; complete when a round that began after this call is over. Never fails. */
    public Future<Void> poke() {
        if (round != null) {
            again = true;
            return round.compose(done -> round == null ? Future.succeededFuture() : round);
        }
        Promise<Void> over = Promise.promise();
        round = over.future();
        runRounds(over);
        return over.future();
    }

    /** Takes no more jobs; complete when those that run are over. */
    public Future<Void> stop() {
        vertx.cancelTimer(timer);
        handlers.clear();
        return round == null ? Future.succeededFuture() : round;
    }

    private void runRounds(Promise<Void> over) {
        again = false;
        runDue().onComplete(taken -> {
            if (taken.failed()) {
                LOG.warn("The jobs of {} wait: {}", schema, String.valueOf(taken.cause()));
            }
            if (again || (taken.succeeded() && taken.result() > 0)) {
                runRounds(over);
            } else {
                round = null;
                over.complete();
            }
        });
    }

    private Future<Integer> runDue() {
        if (handlers.isEmpty()) {
            return Future.succeededFuture(0);
        }
        return take().compose(jobs -> Future.join(jobs.stream().map(this::run).toList())
                .transform(done -> Future.succeededFuture(jobs.size())));
    }

    private Future<List<Job>> take() {
        return client.preparedQuery(TAKE.formatted(schema))
                .execute(Tuple.of(handlers.keySet().toArray(String[]::new), AT_ONCE))
                .map(rows -> {
                    List<Job> jobs = new ArrayList<>();
                    rows.forEach(row -> jobs.add(job(row)));
                    return jobs;
                });
    }

    private Future<?> run(Job job) {
        return attempt(job)
                .compose(
                        done -> client.preparedQuery("DELETE FROM " + schema + ".jobs WHERE id = $1")
                                .execute(Tuple.of(job.id())),
                        failure -> postpone(job, failure));
    }

    private Future<?> attempt(Job job) {
        Function<Job, Future<?>> handler = handlers.get(job.kind());
        if (handler == null) {
            return Future.failedFuture("This node is stopping.");
        }
        try {
            return handler.apply(job);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<io.vertx.sqlclient.RowSet<Row>> postpone(Job job, Throwable failure) {
        boolean unavailable = unavailable(failure);
        boolean dead = !unavailable && job.attempts() >= MOST_ATTEMPTS;
        if (dead) {
            LOG.error("The job {}.{} ({}) is put aside.", schema, job.id(), job.kind(), failure);
        } else {
            LOG.warn("The job {}.{} ({}) is tried again: {}", schema, job.id(), job.kind(), String.valueOf(failure));
        }
        return client.preparedQuery(POSTPONE.formatted(schema))
                .execute(Tuple.of(job.id(), failure.toString(), dead, unavailable));
    }

    private static boolean unavailable(Throwable failure) {
        ServiceException known = Failures.asService(failure);
        return StorageFailures.passing(failure)
                || (known != null && Failure.of(known.failureCode()) == Failure.UNAVAILABLE);
    }

    private static Job job(Row row) {
        return new Job(
                row.getLong("id"), row.getString("kind"), row.getJsonObject("payload"), row.getInteger("attempts"));
    }

    /** Takes what is due with a lease of 30 s. $1: the kinds; $2: how many. Of a lane only its first job is taken. */
    private static final String TAKE = """
            UPDATE %1$s.jobs SET run_at = clock_timestamp() + interval '30 seconds', attempts = attempts + 1
            WHERE id IN (
                SELECT id FROM %1$s.jobs j
                WHERE dead_at IS NULL AND run_at <= clock_timestamp() AND kind = ANY ($1)
                  AND (lane IS NULL OR NOT EXISTS (
                      SELECT 1 FROM %1$s.jobs e WHERE e.lane = j.lane AND e.id < j.id AND e.dead_at IS NULL))
                ORDER BY run_at, id
                LIMIT $2
                FOR UPDATE SKIP LOCKED)
            RETURNING id, kind, payload, attempts""";

    /** Gives a job back. $1: its id; $2: what went wrong; $3: whether to put it aside; $4: whether the attempt does not count. The pause is 2 s then, and otherwise doubles from 0.2 s to 5 minutes. */
    private static final String POSTPONE = """
            UPDATE %s.jobs SET last_error = left($2, 1000),
                dead_at = CASE WHEN $3 THEN clock_timestamp() END,
                attempts = attempts - CASE WHEN $4 THEN 1 ELSE 0 END,
                run_at = clock_timestamp() + CASE WHEN $4 THEN interval '2 seconds'
                    ELSE least(interval '0.1 second' * (2 ^ attempts), interval '5 minutes') END
            WHERE id = $1""";
}
