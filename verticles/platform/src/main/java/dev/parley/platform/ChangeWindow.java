package dev.parley.platform;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * The next piece of what changed, by the times that rows bear: windows that follow each other pass over nothing that is ever committed.
 *
 * <p>A row bears the time at which it was written and is seen when its transaction commits, which may be much later: where a disk or a standby stalls, a commit has no bound. So a cursor never passes the beginning of the oldest
 * transaction of Parley that has written something and is still open. That is asked for before the rows are read: a transaction that is not open then has committed, and is seen, or never will be.
 *
 * <p>Windows overlap by 3 s, because a time is taken a moment before the transaction shows that it writes, and because the clock of a database that took over may be behind. Who is far behind gets 30 s at a time, or a
 * tenth of what is missing where that is more, so that one answer has no more than what changed while such a transaction was open. Times are those of the database.
 *
 * @param from rows that bear a later time
 * @param to and no later time than this
 * @param cursor to ask for the next window with
 * @param more whether the next window has something that this moment has seen already
 * @param now the present time
 */
public record ChangeWindow(OffsetDateTime from, OffsetDateTime to, long cursor, boolean more, Instant now) {

    private static final Duration OVERLAP = Duration.ofSeconds(3);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** Further than any time in a row. */
    private static final Duration OPEN = Duration.ofDays(1);

    /** The present time, and when the oldest transaction began that has written something and is open. */
    private static final String SETTLED = """
            SELECT clock_timestamp(), least(clock_timestamp(), min(xact_start))
            FROM pg_stat_activity WHERE datname = current_database() AND application_name = '%s' AND backend_xid IS NOT NULL""".formatted(PostgresOptions.APPLICATION);

    /**
     * The window that follows a cursor: a time in microseconds since 1970.
     *
     * @param cursor of the window before; 0: the window begins now
     */
    public static Future<ChangeWindow> after(Postgres postgres, long cursor) {
        return postgres.query(SETTLED, Tuple.tuple()).map(rows -> {
            Row row = rows.iterator().next();
            return of(cursor, row.getOffsetDateTime(0), row.getOffsetDateTime(1));
        });
    }

    static ChangeWindow of(long cursor, OffsetDateTime now, OffsetDateTime settled) {
        Instant time = now.toInstant();
        if (cursor == 0) {
            return new ChangeWindow(settled, now.plus(OPEN), micros(settled), false, time);
        }
        OffsetDateTime asked = Instant.EPOCH.plus(cursor, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        Duration tenth = Duration.between(asked, settled).dividedBy(10);
        OffsetDateTime end = asked.plus(tenth.compareTo(LONGEST) > 0 ? tenth : LONGEST);
        if (end.isBefore(settled)) {
            return new ChangeWindow(asked.minus(OVERLAP), end, micros(end), true, time);
        }
        OffsetDateTime start = asked.isBefore(settled) ? asked : settled;
        return new ChangeWindow(start.minus(OVERLAP), now.plus(OPEN), micros(settled), false, time);
    }

    /** The window as the arguments {@code $1} (from) and {@code $2} (to) of a statement. */
    public Tuple bounds() {
        return Tuple.of(from, to);
    }

    private static long micros(OffsetDateTime time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
