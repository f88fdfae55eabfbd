package dev.parley.platform;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool of connections to the database, shared by all instances on a node that name it alike.
 *
 * <p>Statements end by a time-out of their pool; callers wait at most 2 s for a connection, and no more than 2,000 of them. Where the wire says nothing, they are told half a second after the statement would have
 * ended; what has not even arrived by then never does, where the system can see to that (Linux). To a connection that has been silent for 2 minutes, idle or waiting for an answer, goodbye is said: the database ends it, or the machine that has forgotten it does. Whatever shows that the database is not there now becomes {@code storage_unavailable} ({@link StorageFailures}).
 */
public final class Postgres {

    private static final int MOST_WAITING = 2_000;
    private static final int WAIT_MS = 2_000;

    /** To a connection from which nothing was heard for so long goodbye is said: where the other end has forgotten it, the answer that it waits for would never come, and only what is sent shows that. */
    private static final Duration SILENCE = Duration.ofMinutes(2);

    /** How much longer than a statement may take its answer is waited for: after that the wire says nothing. */
    private static final long WIRE_MS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(Postgres.class);

    private final Pool pool;
    private final String name;
    private final int size;
    private final long answerMs;

    private Postgres(Pool pool, String name, int size, Duration statementTimeout) {
        this.answerMs = statementTimeout.toMillis() + WIRE_MS;
        this.pool = pool;
        this.name = name;
        this.size = size;
    }

    /** A pool of a name, whose statements may take so long. Connects when it is first used, or told to {@link #open}. */
    public static Postgres connect(Vertx vertx, PostgresOptions options, String name, Duration statementTimeout) {
        return connect(vertx, options, name, statementTimeout, SILENCE);
    }

    static Postgres connect(
            Vertx vertx, PostgresOptions options, String name, Duration statementTimeout, Duration silence) {
        PoolOptions pool = new PoolOptions()
                .setShared(true)
                .setName(name)
                .setMaxSize(options.poolSize())
                .setMaxWaitQueueSize(MOST_WAITING)
                .setConnectionTimeout(WAIT_MS)
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS);
        Pool built = PgBuilder.pool()
                .with(pool)
                .with(new NetClientOptions()
                        .setConnectTimeout(WAIT_MS)
                        .setTcpKeepAlive(true)
                        .setReadIdleTimeout((int) silence.toMillis())
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setTcpUserTimeout((int) (statementTimeout.toMillis() + WIRE_MS)))
                .connectingTo(options.connect(statementTimeout))
                .using(vertx)
                .build();
        return new Postgres(built, name, options.poolSize(), statementTimeout);
    }

    /**
     * Opens this caller's share of the connections, so that nobody waits for them at the first rush; answers how many it got.
     *
     * <p>A connection belongs to the event loop on which it was opened, and serves callers on that loop first: each user of the pool opens its own. Fewer than asked for is no failure: the rest is tried again when it is
     * needed, and the log says why.
     *
     * @param users how many callers share the pool
     */
    public Future<Integer> open(int users) {
        List<SqlConnection> opened = new ArrayList<>();
        return open(opened, Math.max(1, size / users))
                .onFailure(failure -> LOG.warn(
                        "The pool {} opened {} connections and no more: {}", name, opened.size(), failure.toString()))
                .otherwiseEmpty()
                .compose(done ->
                        Future.join(opened.stream().map(SqlConnection::close).toList()))
                .map(done -> opened.size());
    }

    /** One after another, because all at once each would take longer than a caller may wait. */
    private Future<Void> open(List<SqlConnection> opened, int wanted) {
        return opened.size() == wanted
                ? Future.succeededFuture()
                : pool.getConnection().compose(connection -> {
                    opened.add(connection);
                    return open(opened, wanted);
                });
    }

    /** The pool itself; its failures are those of the driver. */
    public Pool pool() {
        return pool;
    }

    /** Runs one prepared statement. */
    public Future<RowSet<Row>> query(String sql, Tuple arguments) {
        return pool.preparedQuery(sql)
                .execute(arguments)
                .timeout(answerMs, TimeUnit.MILLISECONDS)
                .recover(StorageFailures::asFuture);
    }

    /** Runs one prepared statement without arguments. */
    public Future<RowSet<Row>> query(String sql) {
        return query(sql, Tuple.tuple());
    }

    /** Runs steps in one transaction (read committed); it is rolled back when a step fails. They are not begun when the connection answers so late that the caller has been told already. */
    public <T> Future<T> transaction(Function<SqlConnection, Future<T>> steps) {
        long start = System.nanoTime();
        return pool.withTransaction(
                        connection -> System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(2 * answerMs)
                                ? Future.failedFuture(new TimeoutException("The transaction began too late."))
                                : steps.apply(connection))
                .timeout(2 * answerMs, TimeUnit.MILLISECONDS)
                .recover(StorageFailures::asFuture);
    }

    /** Closes the pool for this user of it; the last one closes the connections. */
    public Future<Void> close() {
        return pool.close();
    }
}
