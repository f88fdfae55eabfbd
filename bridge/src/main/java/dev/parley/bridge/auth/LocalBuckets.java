package dev.parley.bridge.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Buckets in the memory of this node, decided at once. A bucket that nobody asked for in an hour is full again and forgotten; at most 200,000 are kept. */
public final class LocalBuckets implements Buckets {

    private final LongSupplier nanoTime;
    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(200_000)
            .expireAfterAccess(Duration.ofHours(1))
            .build();

    /** Buckets that are refilled by a clock of nanoseconds. */
    public LocalBuckets(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public Future<Long> take(Limit limit, String key) {
        return Future.succeededFuture(takeNow(limit, key));
    }

    /** Like {@link #take}, at once. */
    public long takeNow(Limit limit, String key) {
        return takeNow(limit, key, 1);
    }

    /** Takes several tokens, all or none, at once; the milliseconds to wait when there are too few, otherwise 0. */
    long takeNow(Limit limit, String key, int count) {
        return bucket(limit, key).take(nanoTime.getAsLong(), count);
    }

    /** What {@link #takeNow} would answer; nothing is taken. */
    long look(Limit limit, String key) {
        return bucket(limit, key).look(nanoTime.getAsLong(), 1);
    }

    private Bucket bucket(Limit limit, String key) {
        return buckets.get(
                limit.name() + ' ' + key,
                missing -> new Bucket(limit.burst(), limit.perMinute() / 60_000_000_000.0, nanoTime.getAsLong()));
    }

    /** A bucket of tokens. Safe for several threads. */
    public static final class Bucket {

        private final double most;
        private final double perNano;
        private double tokens;
        private long filledAt;

        /** A full bucket. */
        public Bucket(double most, double perNano, long now) {
            this.most = most;
            this.perNano = perNano;
            this.tokens = most;
            this.filledAt = now;
        }

        /** Takes one token at a time in nanoseconds; the milliseconds to wait when there is none, otherwise 0. */
        public long take(long now) {
            return take(now, 1);
        }

        /** Takes several tokens, all or none; a full bucket gives more than it holds, and owes them. The milliseconds to wait when there are too few, otherwise 0. */
        public synchronized long take(long now, int count) {
            long wait = look(now, count);
            if (wait == 0) {
                tokens -= count;
            }
            return wait;
        }

        /** The milliseconds to wait at a time in nanoseconds when there are too few tokens, otherwise 0. */
        synchronized long look(long now, int count) {
            tokens = Math.min(most, tokens + (now - filledAt) * perNano);
            filledAt = now;
            double missing = Math.min(count, most) - tokens;
            return missing <= 0 ? 0 : Math.max(1, (long) Math.ceil(missing / perNano / 1_000_000));
        }
    }
}
