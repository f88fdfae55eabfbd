package dev.parley.platform;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;

/** The time of the database: that of this machine, corrected by how far the two were apart when that was last looked at. So all nodes have one time, however wrong their own clocks are. */
public final class DatabaseClock implements InstantSource {

    private final InstantSource own;
    private volatile Duration ahead = Duration.ZERO;

    /** The time of this machine, until {@link #adjust}. */
    public DatabaseClock(InstantSource own) {
        this.own = own;
    }

    @Override
    public Instant instant() {
        return own.instant().plus(ahead);
    }

    /** Asks the database what time it is. */
    public Future<Void> adjust(Postgres postgres) {
        return postgres.query("SELECT clock_timestamp()")
                .map(rows -> rows.iterator().next().get(OffsetDateTime.class, 0).toInstant())
                .onSuccess(theirs -> ahead = Duration.between(own.instant(), theirs))
                .mapEmpty();
    }
}
