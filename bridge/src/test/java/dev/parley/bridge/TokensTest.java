package dev.parley.bridge;

import static dev.parley.bridge.RestTest.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.auth.HouseClock;
import dev.parley.bridge.auth.Limit;
import dev.parley.bridge.auth.Limits;
import dev.parley.bridge.auth.LocalBuckets;
import dev.parley.bridge.auth.Revocations;
import dev.parley.bridge.auth.Tokens;
import dev.parley.contracts.Event;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {

    private static TestEdge edge;
    private static UUID ada;

    @BeforeAll
    static void start() {
        edge = new TestEdge();
        ada = edge.person("ada");
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    static Map<String, Function<TestKeys, String>> forgeries() {
        return Map.ofEntries(
                claims("another issuer", claims -> claims.put("iss", "other")),
                claims("no issuer", claims -> claims.remove("iss")),
                claims("another audience", claims -> claims.put("aud", "other")),
                claims(
                        "several audiences",
                        claims ->
                                claims.put("aud", new JsonArray().add("parley").add("b"))),
                claims("a refresh token", claims -> claims.put("use", "refresh")),
                claims("no use", claims -> claims.remove("use")),
                claims("expired", claims -> claims.put("exp", Instant.now().getEpochSecond() - 1)),
                claims("no expiry", claims -> claims.remove("exp")),
                claims("expiry as a text", claims -> claims.put("exp", "9999999999")),
                claims(
                        "issued tomorrow",
                        claims -> claims.put("iat", Instant.now().getEpochSecond() + 86_400)),
                claims("no time of issue", claims -> claims.remove("iat")),
                claims("no subject", claims -> claims.remove("sub")),
                claims("a subject that is no id", claims -> claims.put("sub", "ada")),
                claims("no session", claims -> claims.remove("sid")),
                header("algorithm none", header -> header.put("alg", "none")),
                header("algorithm HS256", header -> header.put("alg", "HS256")),
                header("another type", header -> header.put("typ", "JWT")),
                header("no type", header -> header.remove("typ")),
                header("no key", header -> header.remove("kid")),
                header("an unknown key", header -> header.put("kid", "k9")),
                header("a critical extension", header -> header.put("crit", new JsonArray().add("b64"))),
                Map.entry("another signer", keys -> new TestKeys("k1").token(ada, edge.session(ada), false)),
                Map.entry("no signature", keys -> good(keys).replaceAll("[^.]*$", "")),
                Map.entry("two parts", keys -> good(keys).replaceAll("\\.[^.]*$", "")),
                Map.entry("four parts", keys -> good(keys) + ".x"),
                Map.entry("an embedded key", keys -> {
                    TestKeys own = new TestKeys("own");
                    return own.sign(
                            own.header().put("kid", "k1").put("jwk", own.jwk()),
                            TestKeys.claims(ada, edge.session(ada), true));
                }),
                Map.entry("other claims under the signature", keys -> {
                    String[] parts = good(keys).split("\\.");
                    parts[1] = TestKeys.part(TestKeys.claims(ada, edge.session(ada), true));
                    return String.join(".", parts);
                }),
                Map.entry("duplicate keys in the header", keys -> {
                    String header = java.util.Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString("{\"alg\":\"none\",\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"k1\"}"
                                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
                    return header + good(keys).substring(good(keys).indexOf('.'));
                }),
                Map.entry("nothing", keys -> "."),
                Map.entry("not a token", keys -> "abc"));
    }

    private static String good(TestKeys keys) {
        return keys.token(ada, edge.session(ada), false);
    }

    private static Map.Entry<String, Function<TestKeys, String>> claims(String name, Consumer<JsonObject> change) {
        return Map.entry(name, keys -> {
            JsonObject claims = TestKeys.claims(ada, edge.session(ada), false);
            change.accept(claims);
            return keys.sign(keys.header(), claims);
        });
    }

    private static Map.Entry<String, Function<TestKeys, String>> header(String name, Consumer<JsonObject> change) {
        return Map.entry(name, keys -> {
            JsonObject header = keys.header();
            change.accept(header);
            return keys.sign(header, TestKeys.claims(ada, edge.session(ada), false));
        });
    }

    static java.util.stream.Stream<String> names() {
        return forgeries().keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("names")
    void noForgeryIsTaken(String name) {
        String token = java.util.Objects.requireNonNull(forgeries().get(name)).apply(edge.users.key());
        error(ask("Bearer " + token), 401, "unauthenticated");
        TestSocket socket = edge.connect();
        JsonObject answer = socket.call("session.open", new JsonObject().put("token", token));
        assertThat(TestSocket.reason(answer)).isEqualTo("unauthenticated");
        assertThat(ask("Bearer " + good(edge.users.key())).statusCode()).isEqualTo(200);
    }

    @Test
    void theTokenOfAnEndedSessionIsRefused() {
        UUID bob = edge.person("bob");
        TestSocket socket = edge.connect(bob);
        String token = "Bearer " + edge.token(bob);
        assertThat(ask(token).statusCode()).isEqualTo(200);
        edge.bus.tell(new Event.SessionEnded(bob, edge.session(bob)));
        assertThat(socket.closeCode()).isEqualTo(4401);
        error(ask(token), 401, "unauthenticated");
        assertThat(TestSocket.reason(
                        edge.connect().call("session.open", new JsonObject().put("token", edge.token(bob)))))
                .isEqualTo("unauthenticated");
    }

    @Test
    void theHeaderMustBeOneBearerToken() {
        error(ask("Basic YTpi"), 401, "unauthenticated");
        error(ask("Bearer"), 401, "unauthenticated");
        error(ask(""), 401, "unauthenticated");
        assertThat(ask("bearer  " + good(edge.users.key())).statusCode()).isEqualTo(200);
        HttpResponse<Buffer> inAddress = TestEdge.await(
                edge.http.get("/api/me?token=" + good(edge.users.key())).send());
        error(inAddress, 401, "unauthenticated");
    }

    private static HttpResponse<Buffer> ask(String authorization) {
        return TestEdge.await(edge.http
                .get("/api/me")
                .putHeader("Authorization", authorization)
                .send());
    }

    @ParameterizedTest
    @ValueSource(longs = {-20, 20})
    void aNodeWithAWrongClockTakesTokensForAsLongAsTheyAreGood(long minutes) {
        Instant now = Instant.now();
        HouseClock clock = new HouseClock(InstantSource.fixed(now.plus(Duration.ofMinutes(minutes))));
        LocalBuckets buckets = new LocalBuckets(System::nanoTime);
        Limits limits = new Limits(Limit.DEFAULTS::get, buckets, buckets);
        Tokens tokens = new Tokens(edge.vertx, edge.users, new Revocations(System::nanoTime), limits, clock);
        TestEdge.await(tokens.refresh());
        String token = edge.users.key().token(ada, edge.session(ada), false);
        assertThat(accepts(tokens, token)).as("before it knows the time").isFalse();
        clock.learn(now);
        assertThat(accepts(tokens, token)).isTrue();
        clock.learn(now.plus(Duration.ofMinutes(16)));
        assertThat(accepts(tokens, token)).as("after the end of the token").isFalse();
    }

    private static boolean accepts(Tokens tokens, String token) {
        return TestEdge.await(
                tokens.verify(token, "127.0.0.1").transform(done -> Future.succeededFuture(done.succeeded())));
    }
}
