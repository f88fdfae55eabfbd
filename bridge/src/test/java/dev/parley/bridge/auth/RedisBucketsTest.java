package dev.parley.bridge.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RedisBucketsTest {

    @RegisterExtension
    static final TestRedis REDIS = new TestRedis();

    private static final String PASSWORD = "changeit";

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
        return patient(REDIS.uri());
    }

    private RedisBuckets patient(String uri) {
        return new RedisBuckets(vertx, uri, new LocalBuckets(nanos::get), nanos::get, 30_000);
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

    /** A Redis behind TLS, whose certificate is for 127.0.0.1. */
    @Test
    void tlsIsSpokenWithWhomTheCertificateNames(@TempDir Path directory) throws Exception {
        Path store = directory.resolve("store.p12");
        certificate(store);
        int port = serveTls(store);
        RedisBuckets right = patient("rediss://127.0.0.1:" + port);
        RedisBuckets wrong = patient("rediss://localhost:" + port);
        System.setProperty("javax.net.ssl.trustStore", store.toString());
        System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD);
        try {
            Limit once = new Limit("once", 1, 0.001, true);
            assertThat(take(one, once, "tls")).isZero();
            assertThat(take(right, once, "tls")).as("counted together").isPositive();
            assertThat(take(wrong, once, "tls")).as("counted for itself").isZero();
        } finally {
            System.clearProperty("javax.net.ssl.trustStore");
            System.clearProperty("javax.net.ssl.trustStorePassword");
            right.close();
            wrong.close();
        }
    }

    /** Passes on what comes by TLS. */
    private int serveTls(Path store) throws Exception {
        URI redis = URI.create(REDIS.uri());
        NetClient client = vertx.createNetClient();
        return vertx.createNetServer(new NetServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(
                                new PfxOptions().setPath(store.toString()).setPassword(PASSWORD)))
                .connectHandler(socket -> {
                    socket.pause();
                    client.connect(redis.getPort(), redis.getHost()).onSuccess(behind -> {
                        behind.pipeTo(socket);
                        socket.pipeTo(behind);
                    });
                })
                .listen(0, "127.0.0.1")
                .await(60, TimeUnit.SECONDS)
                .actualPort();
    }

    private static void certificate(Path store) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "redis",
                        "-dname",
                        "CN=redis",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        "10",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor())
                .as(new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isZero();
    }
}
