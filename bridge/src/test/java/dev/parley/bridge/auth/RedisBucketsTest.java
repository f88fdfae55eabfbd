package dev.parley.bridge.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisBucketsTest {

    @RegisterExtension
    static final TestRedis REDIS = new TestRedis();

    private static final Limit FEW = new Limit("few", 3, 0.001, true);

    private final AtomicLong nanos = new AtomicLong();
    private Vertx vertx;
    private RedisBuckets one;
    private RedisBuckets other;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        one = patient();
        other = patient();
    }

    /** However busy the machine is, Redis is not given up while it is there. */
    private RedisBuckets patient() {
        return new RedisBuckets(vertx, REDIS.uri(), new LocalBuckets(nanos::get), nanos::get, 30_000);
    }

    @AfterEach
    void stop() throws Exception {
        one.close();
        other.close();
        vertx.close().await(60, TimeUnit.SECONDS);
    }

    private static long take(RedisBuckets buckets, Limit limit, String key) {
        try {
            return buckets.take(limit, key).await(60, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nodesCountTogether() {
        assertThat(take(one, FEW, "a")).isZero();
        assertThat(take(other, FEW, "a")).isZero();
        assertThat(take(one, FEW, "a")).isZero();
        assertThat(take(other, FEW, "a")).isBetween(1L, 60_000_000L);
        assertThat(take(one, FEW, "a")).isPositive();
        assertThat(take(one, FEW, "b")).isZero();
    }

    @Test
    void manyAtOnceTakeNoMoreThanThereIs() throws Exception {
        List<Future<Long>> taken = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            taken.add((i % 2 == 0 ? one : other).take(FEW, "race"));
        }
        Future.all(taken).await(60, TimeUnit.SECONDS);
        assertThat(taken.stream().filter(wait -> wait.result() == 0)).hasSize(3);
    }

    @Test
    void tokensComeBack() {
        Limit quick = new Limit("quick", 1, 60_000_000, true);
        for (int i = 0; i < 20; i++) {
            long wait = take(one, quick, "a");
            assertThat(wait).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void withoutRedisEachNodeCountsForItselfAndAsksAgainLater() throws IOException {
        REDIS.stop();
        assertThat(take(one, FEW, "gone")).isZero();
        assertThat(take(one, FEW, "gone")).isZero();
        assertThat(take(one, FEW, "gone")).isZero();
        assertThat(take(one, FEW, "gone")).isPositive();
        assertThat(take(other, FEW, "gone")).isZero();
        REDIS.start();
        assertThat(take(one, FEW, "gone")).as("not asked again yet").isPositive();
        nanos.addAndGet(3_000_000_000L);
        assertThat(take(one, FEW, "gone"))
                .as("Redis knows nothing of what was counted without it")
                .isZero();
    }
}
