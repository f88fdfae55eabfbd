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
        return bucket(limit, key).take(nanoTime.getAsLong());
    }

    /** What {@link #takeNow} would answer; nothing is taken. */
    long look(Limit limit, String key) {
        return bucket(limit, key).look(nanoTime.getAsLong());
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
        public synchronized long take(long now) {
            long wait = look(now);
            if (wait == 0) {
                tokens--;
            }
            return wait;
        }

        /** The milliseconds to wait at a time in nanoseconds when there is no token, otherwise 0. */
        synchronized long look(long now) {
            tokens = Math.min(most, tokens + (now - filledAt) * perNano);
            filledAt = now;
            return tokens >= 1 ? 0 : Math.max(1, (long) Math.ceil((1 - tokens) / perNano / 1_000_000));
        }
    }
}
