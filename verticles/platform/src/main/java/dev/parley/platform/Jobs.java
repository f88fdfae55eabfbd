package dev.parley.platform;

import dev.parley.contracts.Failure;
import dev.parley.contracts.Failures;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.serviceproxy.ServiceException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
 *
 * <p>A lane that is long is worked off in runs: its first job is taken together with those of the same kind that follow it without a gap, and they are handed over at once ({@link #handleRuns}). The lock on the first job of a
 * lane is the lock on the lane: whoever does not have it takes none of its jobs. What a runner reads follows from what it takes, and from how many lanes there are where more is due than it looks at, and not from how long a lane is.
 *
 * <p>No lane starves: lanes are taken from in the order in which their oldest jobs became due. Where those that are due for the longest time all wait behind jobs of their lanes, the others are taken from in a circle, which every take goes on with where the last one stopped.
 */
public final class Jobs {

    /** After so many failures a job is put aside. */
    public static final int MOST_ATTEMPTS = 12;

    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
    private static final int AT_ONCE = 32;
    private static final int LONGEST_RUN = 64;
    private static final long POLL_MS = 1_000;

    /** Shorter than the lease. */
    private static final long ANSWER_MS = 10_000;

    private final Vertx vertx;
    private final SqlClient client;
    private final String schema;
    private final Map<String, Function<List<Job>, Future<?>>> handlers = new HashMap<>();
    private final Set<String> inRuns = new HashSet<>();
    private long timer = -1;
    private boolean again;

    /** The lane after which the circle goes on. */
    private String after = "";

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
        handlers.put(kind, jobs -> handler.apply(jobs.getFirst()));
        return this;
    }

    /**
     * Names what does the jobs of a kind when it is better at many: it gets up to 64 consecutive jobs of one lane, in their order, and does all of them or fails. After a failure that does not pass they are handed over one by one, so that the one it
     * is for is found; some of them may have been done already.
     */
    public Jobs handleRuns(String kind, Function<List<Job>, Future<?>> handler) {
        handlers.put(kind, handler);
        inRuns.add(kind);
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
        return take().compose(runs -> Future.join(runs.stream().map(this::run).toList())
                .transform(done -> Future.succeededFuture(runs.size())));
    }

    private Future<List<List<Job>>> take() {
        return query(
                        TAKE,
                        Tuple.of(
                                handlers.keySet().toArray(String[]::new),
                                AT_ONCE,
                                inRuns.toArray(String[]::new),
                                LONGEST_RUN - 1,
                                after))
                .map(this::taken);
    }

    private List<List<Job>> taken(RowSet<Row> rows) {
        String walkedTo = rows.size() == 0 ? null : rows.iterator().next().getString("walked_to");
        if (walkedTo != null) {
            after = walkedTo;
        }
        return runs(rows);
    }

    private static List<List<Job>> runs(RowSet<Row> rows) {
        Map<Object, List<Job>> lanes = new LinkedHashMap<>();
        rows.stream().sorted(Comparator.comparing(row -> row.getLong("id"))).forEach(row -> {
            Object lane = row.getString("lane") == null ? row.getLong("id") : row.getString("lane");
            lanes.computeIfAbsent(lane, first -> new ArrayList<>()).add(job(row));
        });
        return List.copyOf(lanes.values());
    }

    private Future<Void> run(List<Job> jobs) {
        return attempt(jobs)
                .compose(
                        done -> forget(jobs),
                        failure -> jobs.size() == 1 || unavailable(failure)
                                ? postpone(jobs, failure)
                                : runSingly(jobs, failure));
    }

    /** A failure is for one job; those before it must not wait for it, and those behind it must. */
    private Future<Void> runSingly(List<Job> jobs, Throwable failure) {
        LOG.warn(
                "{} jobs of {} are done one by one, because together they failed: {}",
                jobs.size(),
                schema,
                failure.toString());
        Future<Void> line = Future.succeededFuture();
        for (int i = 0; i < jobs.size(); i++) {
            List<Job> rest = jobs.subList(i, jobs.size());
            List<Job> one = jobs.subList(i, i + 1);
            line = line.compose(before -> attempt(one)
                    .compose(
                            done -> forget(one),
                            refused -> postpone(rest, refused).compose(put -> Future.failedFuture(refused))));
        }
        return line;
    }

    private Future<?> attempt(List<Job> jobs) {
        Function<List<Job>, Future<?>> handler = handlers.get(jobs.getFirst().kind());
        if (handler == null) {
            return Future.failedFuture("This node is stopping.");
        }
        try {
            return handler.apply(jobs);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Void> forget(List<Job> jobs) {
        return query(FORGET, Tuple.of((Object) ids(jobs))).mapEmpty();
    }

    /** Gives a job back for later, and those behind it as if they had not been taken. */
    private Future<Void> postpone(List<Job> jobs, Throwable failure) {
        Job job = jobs.getFirst();
        boolean unavailable = unavailable(failure);
        boolean dead = !unavailable && job.attempts() >= MOST_ATTEMPTS;
        if (dead) {
            LOG.error("The job {}.{} ({}) is put aside.", schema, job.id(), job.kind(), failure);
        } else {
            LOG.warn("The job {}.{} ({}) is tried again: {}", schema, job.id(), job.kind(), String.valueOf(failure));
        }
        return query(POSTPONE, Tuple.of(ids(jobs), failure.toString(), dead, unavailable))
                .mapEmpty();
    }

    /** A statement that is never answered must not stop the runner. */
    private Future<RowSet<Row>> query(String sql, Tuple arguments) {
        return client.preparedQuery(sql.formatted(schema)).execute(arguments).timeout(ANSWER_MS, TimeUnit.MILLISECONDS);
    }

    private static Long[] ids(List<Job> jobs) {
        return jobs.stream().map(Job::id).toArray(Long[]::new);
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

    /** Takes what is due with a lease of 30 s. $1: the kinds; $2: how many lanes, and jobs without one; $3: the kinds that are taken in runs; $4: how many may follow the first job of a lane; $5: the lane after which the circle goes on. */
    private static final String TAKE =
            "SELECT id, kind, lane, payload, attempts, walked_to FROM %s.take_jobs($1, $2, $3, $4, $5)";

    /** $1: the jobs. */
    private static final String FORGET = "SELECT %s.forget_jobs($1)";

    /** Gives jobs back. $1: the one that failed, and those behind it; $2: what went wrong; $3: whether to put it aside; $4: whether the attempt does not count. */
    private static final String POSTPONE = "SELECT %s.postpone_jobs($1, $2, $3, $4)";
}
