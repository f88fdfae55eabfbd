package dev.parley.messages;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the clock of the database shows, as far as can be known from here: the same or a little earlier, never later.
 *
 * <p>A time that the database told had passed when its answer came; of all answers the quickest one says most. When the clock of the database is set, what was learned is given up with the next answer. For one event loop; not to be shared between
 * threads.
 */
final class DatabaseClock {

    private static final long MILLISECOND = 1_000;

    /** What the clock of the database shows when that of this process is at 0, in microseconds; at least. */
    private @Nullable Long least;

    /** Takes the time, cut to milliseconds, that the database told in answer to what was asked at a time of {@link System#nanoTime}. */
    void learn(Instant told, long asked, long answered) {
        long then = ChronoUnit.MICROS.between(Instant.EPOCH, told);
        long most = then + MILLISECOND - asked / 1_000;
        long now = then - answered / 1_000;
        least = least == null || most < least ? now : Math.max(least, now);
    }

    /** What it shows so many milliseconds after a time of {@link System#nanoTime}; null when nothing is known. */
    @Nullable
    OffsetDateTime after(long nanos, long millis) {
        return least == null
                ? null
                : Instant.EPOCH
                        .plus(least + nanos / 1_000 + millis * 1_000, ChronoUnit.MICROS)
                        .atOffset(ZoneOffset.UTC);
    }
}
