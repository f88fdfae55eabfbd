package dev.parley.bridge.auth;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buckets that all nodes share, in Redis.
 *
 * <p>Without Redis, or when it does not answer soon, a node counts for itself, and for a moment does not ask again: limits get looser then, and nothing else fails.
 */
public final class RedisBuckets implements Buckets {

    private static final Logger LOG = LoggerFactory.getLogger(RedisBuckets.class);
    private static final String SCRIPT = script();
    private static final String PREFIX = "parley:limit:";
    private static final int PATIENCE_MS = 300;
    private static final long PAUSE_NANOS = 2_000_000_000;

    private final Redis client;
    private final RedisAPI redis;
    private final LocalBuckets local;
    private final LongSupplier nanoTime;
    private final int patienceMs;
    private volatile long askAgainAt;
    private volatile boolean gone;

    /** Buckets in the Redis at an address, and in this node's memory without it. */
    public RedisBuckets(Vertx vertx, String uri, LocalBuckets local, LongSupplier nanoTime) {
        this(vertx, uri, local, nanoTime, PATIENCE_MS);
    }

    /** The same with another time in which Redis must answer. */
    RedisBuckets(Vertx vertx, String uri, LocalBuckets local, LongSupplier nanoTime, int patienceMs) {
        RedisOptions options = new RedisOptions()
                .setConnectionString(uri)
                .setMaxPoolSize(4)
                .setMaxPoolWaiting(256)
                .setMaxWaitingHandlers(1_024);
        options.getNetClientOptions().setConnectTimeout(patienceMs).setHostnameVerificationAlgorithm("HTTPS");
        this.client = Redis.createClient(vertx, options);
        this.redis = RedisAPI.api(client);
        this.local = local;
        this.nanoTime = nanoTime;
        this.patienceMs = patienceMs;
        this.askAgainAt = nanoTime.getAsLong();
    }

    @Override
    public Future<Long> take(Limit limit, String key) {
        if (nanoTime.getAsLong() - askAgainAt < 0) {
            return local.take(limit, key);
        }
        List<String> arguments = List.of(
                SCRIPT,
                "1",
                PREFIX + limit.name() + ':' + key,
                String.valueOf(limit.burst()),
                String.valueOf(limit.millisPerToken()));
        return redis.eval(arguments)
                .timeout(patienceMs, TimeUnit.MILLISECONDS)
                .map(this::answered)
                .recover(failure -> without(failure, limit, key));
    }

    /** Gives the connections back. */
    public void close() {
        client.close();
    }

    private Long answered(Response wait) {
        if (gone) {
            gone = false;
            LOG.info("Redis is back, limits are counted together again");
        }
        return wait.toLong();
    }

    private Future<Long> without(Throwable failure, Limit limit, String key) {
        askAgainAt = nanoTime.getAsLong() + PAUSE_NANOS;
        if (!gone) {
            gone = true;
            LOG.warn("Redis does not answer, this node counts limits for itself: {}", String.valueOf(failure));
        }
        return local.take(limit, key);
    }

    private static String script() {
        try (InputStream in = RedisBuckets.class.getResourceAsStream("/limits/take.lua")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
