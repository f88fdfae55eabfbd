package dev.parley.platform;

import dev.parley.contracts.Failures;
import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import io.vertx.serviceproxy.ServiceException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells failures of the database that pass from faults of ours. */
public final class StorageFailures {

    private static final Logger LOG = LoggerFactory.getLogger(StorageFailures.class);

    /** What the driver says when a connection cannot be had or was lost. It has no types for these, so that nothing but the text tells them from its reports of wrong calls. */
    private static final List<String> LOST = List.of(
            "Timeout",
            "Timeout waiting for connection",
            "Pool closed",
            "Connection was closed",
            "Connection is not active now",
            "Pending requests failed to be sent due to connection has been closed",
            "SSL handshake failed");

    private StorageFailures() {}

    /** The failure as callers shall see it: {@code storage_unavailable} where a repeat can help, otherwise itself. */
    public static Throwable translate(Throwable failure) {
        if (!passing(failure)) {
            return failure;
        }
        LOG.warn("The database did not answer as it should: {}", failure.toString());
        return Failures.unavailable("storage_unavailable", "Messages cannot be stored or read now. Try again soon.");
    }

    /** A future that failed with {@link #translate}. */
    public static <T> Future<T> asFuture(Throwable failure) {
        return Future.failedFuture(translate(failure));
    }

    /** Whether it shows that the database is not there, not ready, too busy, or gave up: states that pass. */
    public static boolean passing(Throwable failure) {
        return switch (failure) {
            case ServiceException known -> false;
            case PgException database -> passing(database.getSqlState());
            case IOException io -> true;
            case TimeoutException late -> true;
            case ClosedConnectionException closed -> true;
            case ConnectionPoolTooBusyException busy -> true;
            case VertxException other -> lost(String.valueOf(other.getMessage()));
            default -> false;
        };
    }

    /** Whether the statement was refused for its data: repeating it is of no use. */
    public static boolean data(Throwable failure) {
        return failure instanceof PgException database
                && (database.getSqlState().startsWith("22")
                        || database.getSqlState().startsWith("23"));
    }

    private static boolean lost(String text) {
        return LOST.stream().anyMatch(text::startsWith);
    }

    private static boolean passing(String state) {
        return state.startsWith("08") // connection
                || state.startsWith("53") // resources: disk full, too many connections
                || state.startsWith("57") // operator: cancelled, shutting down, starting up
                || state.startsWith("58") // system: disk errors
                || state.startsWith("40") // rolled back: serialization, deadlock
                || state.equals("25P03") // the session was ended, because its transaction stood still
                || state.equals("55P03") // lock not available
                || state.equals("55000") // the database takes no connections now
                || state.equals("25006"); // read-only: a standby that was the primary
    }
}
