package dev.parley.bridge;

import static dev.parley.bridge.RestTest.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bridge.api.Api;
import dev.parley.bridge.auth.Limit;
import dev.parley.bridge.auth.Limits;
import dev.parley.bridge.auth.LocalBuckets;
import dev.parley.bridge.auth.LocalBuckets.Bucket;
import dev.parley.contracts.Caller;
import dev.parley.contracts.rooms.RoomKind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.openapi.contract.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LimitsTest {

    private static TestEdge edge;

    @BeforeAll
    static void start() {
        edge = new TestEdge(new JsonObject()
                .put("maxSocketsPerUser", 2)
                .put(
                        "limits",
                        new JsonObject()
                                .put(Limit.LOGIN_ACCOUNT, few())
                                .put(Limit.REGISTER_ADDRESS, few())
                                .put(Limit.MESSAGES_USER, few())
                                .put(Limit.SEATS_USER, few())));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static JsonObject few() {
        return new JsonObject().put("burst", 2).put("perMinute", 1);
    }

    @Test
    void logInsToOneAccountAreCountedHoweverItIsSpelled() {
        JsonObject wrong = new JsonObject().put("email", "Nobody@example.org").put("password", "x");
        error(edge.send(HttpMethod.POST, "/api/auth/login", null, wrong), 401, "invalid_credentials");
        error(edge.send(HttpMethod.POST, "/api/auth/login", null, wrong), 401, "invalid_credentials");
        wrong.put("email", " nobody@EXAMPLE.org");
        HttpResponse<Buffer> response = edge.send(HttpMethod.POST, "/api/auth/login", null, wrong);
        error(response, 429, "rate_limited");
        assertThat(Integer.parseInt(response.getHeader("Retry-After"))).isBetween(1, 60);
        wrong.put("email", "nobody@\uFF45\uFF58\uFF41mple.org");
        error(edge.send(HttpMethod.POST, "/api/auth/login", null, wrong), 429, "rate_limited");
        wrong.put("email", "other@example.org");
        error(edge.send(HttpMethod.POST, "/api/auth/login", null, wrong), 401, "invalid_credentials");
    }

    @Test
    void tokensWithAFalseSignatureAreCountedAndNoOthers() {
        try (TestEdge strict =
                new TestEdge(new JsonObject().put("limits", new JsonObject().put(Limit.TOKENS_ADDRESS, few())))) {
            UUID seen = strict.person("seen");
            UUID unseen = strict.person("unseen");
            String old = strict.users
                    .key()
                    .sign(
                            strict.users.key().header(),
                            TestKeys.claims(seen, strict.session(seen), false).put("exp", 1));
            for (int i = 0; i < 5; i++) {
                error(me(strict, old), 401, "unauthenticated");
            }
            String known = strict.token(seen);
            assertThat(me(strict, known).statusCode()).isEqualTo(200);
            String forged = new TestKeys("k1").token(seen, strict.session(seen), true);
            error(me(strict, forged), 401, "unauthenticated");
            error(me(strict, forged), 401, "unauthenticated");
            error(me(strict, forged), 429, "rate_limited");
            error(me(strict, strict.token(unseen)), 429, "rate_limited");
            assertThat(me(strict, known).statusCode())
                    .as("whose token is known is not concerned")
                    .isEqualTo(200);
        }
    }

    private static HttpResponse<Buffer> me(TestEdge at, String token) {
        return TestEdge.await(
                at.http.get("/api/me").bearerTokenAuthentication(token).send());
    }

    @Test
    void registrationsFromOneAddressAreCountedWhateverTheyAre() {
        JsonObject weak =
                new JsonObject().put("username", "a").put("email", "a@b.c").put("password", "x");
        error(edge.send(HttpMethod.POST, "/api/users", null, weak), 400, "weak_password");
        error(edge.send(HttpMethod.POST, "/api/users", null, weak), 400, "weak_password");
        error(edge.send(HttpMethod.POST, "/api/users", null, weak), 429, "rate_limited");
    }

    @Test
    void messagesAreCountedTogetherOverRestAndSocket() {
        UUID ada = edge.person("ada");
        UUID bob = edge.person("bob");
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada, bob);
        JsonObject message = new JsonObject().put("key", "k").put("content", "c");
        JsonObject sent = message.copy().put("roomId", room.toString());
        String path = "/api/rooms/" + room + "/messages";
        assertThat(edge.send(HttpMethod.POST, path, ada, message).statusCode()).isEqualTo(201);
        assertThat(edge.connect(ada).call("messages.post", sent).getString("type"))
                .isEqualTo("rec");
        error(edge.send(HttpMethod.POST, path, ada, message), 429, "rate_limited");
        JsonObject refused = edge.connect(ada).call("messages.post", sent);
        assertThat(TestSocket.reason(refused)).isEqualTo("rate_limited");
        assertThat(edge.send(HttpMethod.POST, path, bob, message).statusCode()).isEqualTo(201);
    }

    @Test
    void seatsAreCountedTogetherOverRestAndSocketAndApartFromMessages() {
        UUID ada = edge.person("ada");
        UUID bob = edge.person("bob");
        UUID room = edge.rooms.room(RoomKind.PUBLIC);
        JsonObject inRoom = new JsonObject().put("roomId", room.toString());
        String path = "/api/rooms/" + room;
        TestSocket socket = edge.connect(ada);
        assertThat(edge.send(HttpMethod.POST, path + "/join", ada, null).statusCode())
                .isEqualTo(200);
        assertThat(socket.call("rooms.leave", inRoom).getString("type")).isEqualTo("rec");
        error(edge.send(HttpMethod.POST, path + "/join", ada, null), 429, "rate_limited");
        JsonObject guest = new JsonObject().put("userId", bob.toString());
        error(edge.send(HttpMethod.POST, path + "/members", ada, guest), 429, "rate_limited");
        error(edge.send(HttpMethod.DELETE, path + "/members/" + bob, ada, null), 429, "rate_limited");
        JsonObject role = guest.copy().mergeIn(inRoom).put("role", "admin");
        assertThat(TestSocket.reason(socket.call("rooms.role", role))).isEqualTo("rate_limited");
        assertThat(edge.send(HttpMethod.POST, path + "/messages", ada, text("c"))
                        .statusCode())
                .isEqualTo(201);
        assertThat(edge.send(HttpMethod.POST, path + "/join", bob, null).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aHundredPeopleAreInvitedAtOnce() {
        LocalBuckets buckets = new LocalBuckets(() -> 0);
        Limits limits = new Limits(BridgeOptions.defaults()::limit, buckets, buckets);
        Caller host = Caller.user(UUID.randomUUID(), UUID.randomUUID(), false, "192.0.2.1", "");
        for (int i = 0; i < 100; i++) {
            assertThat(limits.admit("addMember", host, new JsonObject()).succeeded())
                    .isTrue();
        }
    }

    @Test
    void whatWritesIntoALogIsCountedByMoreThanRequests() {
        Set<String> counted = new HashSet<>();
        LocalBuckets buckets = new LocalBuckets(System::nanoTime);
        Limits limits = new Limits(
                name -> {
                    counted.add(name);
                    return BridgeOptions.defaults().limit(name);
                },
                buckets,
                buckets);
        Caller caller = Caller.user(UUID.randomUUID(), UUID.randomUUID(), false, "192.0.2.1", "");
        List<String> requests = new ArrayList<>();
        for (Operation operation :
                TestEdge.await(Api.load(edge.vertx)).contract().operations()) {
            String id = operation.getOperationId();
            counted.clear();
            TestEdge.await(limits.admit(id, caller, new JsonObject()));
            if (operation.getHttpMethod() != HttpMethod.GET && counted.equals(Set.of(Limit.REQUESTS_USER))) {
                requests.add(id);
            }
        }
        assertThat(requests).containsExactlyInAnyOrder("logOut", "revokeSession", "revokeOtherSessions", "markRead");
    }

    @Test
    void textsAreCountedByTheirBytesTogetherOverRestAndSocket() {
        JsonObject hundred = new JsonObject().put("burst", 100).put("perMinute", 1);
        try (TestEdge strict =
                new TestEdge(new JsonObject().put("limits", new JsonObject().put(Limit.BYTES_USER, hundred)))) {
            UUID ada = strict.person("ada");
            UUID bob = strict.person("bob");
            UUID room = strict.rooms.room(RoomKind.PRIVATE, ada, bob);
            String path = "/api/rooms/" + room + "/messages";
            TestSocket socket = strict.connect(ada);
            JsonObject eighty = text("\u00e9".repeat(40));
            assertThat(strict.send(HttpMethod.POST, path, ada, eighty).statusCode())
                    .isEqualTo(201);
            JsonObject refused = socket.call("messages.post", eighty.copy().put("roomId", room.toString()));
            assertThat(TestSocket.reason(refused)).isEqualTo("rate_limited");
            assertThat(refused.getJsonObject("body")
                            .getJsonObject("error")
                            .getJsonObject("details")
                            .getLong("retryAfterMs"))
                    .isPositive();
            JsonObject edit = new JsonObject().put("content", "x".repeat(80));
            error(strict.send(HttpMethod.PATCH, path + "/1", ada, edit), 429, "rate_limited");
            assertThat(strict.send(HttpMethod.POST, path, ada, text("short")).statusCode())
                    .as("what is short enough")
                    .isEqualTo(201);
            JsonObject tooMuch = text("x".repeat(150));
            assertThat(strict.send(HttpMethod.POST, path, bob, tooMuch).statusCode())
                    .as("what is more than ever fits")
                    .isEqualTo(201);
            error(strict.send(HttpMethod.POST, path, bob, text("x")), 429, "rate_limited");
        }
    }

    @Test
    void typingIsCountedByPersonOverAllSocketsAndWhatIsTooMuchIsNotTold() {
        try (TestEdge strict =
                new TestEdge(new JsonObject().put("limits", new JsonObject().put(Limit.TYPING_USER, few())))) {
            UUID ada = strict.person("ada");
            UUID bob = strict.person("bob");
            List<TestSocket> writers = List.of(strict.connect(ada), strict.connect(ada), strict.connect(ada));
            TestSocket reader = strict.connect(bob);
            List<String> typing = new ArrayList<>();
            for (TestSocket writer : writers) {
                UUID room = strict.rooms.room(RoomKind.PRIVATE, ada, bob);
                writer.listen(room);
                reader.listen(room);
                JsonObject inRoom = new JsonObject().put("roomId", room.toString());
                for (String command : List.of("typing.start", "typing.stop")) {
                    assertThat(writer.call(command, inRoom).getJsonObject("body"))
                            .isEqualTo(new JsonObject());
                }
                writer.call("messages.post", text("done").put("roomId", room.toString()));
                reader.next(frame -> {
                    typing.add(
                            TestSocket.type(frame) + frame.getJsonObject("body").getValue("on"));
                    return TestSocket.type(frame).equals("message.posted");
                });
            }
            assertThat(typing)
                    .containsExactly(
                            "typingtrue",
                            "typingfalse",
                            "message.postednull",
                            "typingtrue",
                            "typingfalse",
                            "message.postednull",
                            "message.postednull");
        }
    }

    private static JsonObject text(String content) {
        return new JsonObject().put("key", "k").put("content", content);
    }

    @Test
    void aPersonHasSoManySocketsAndMayOpenAnotherWhenOneIsClosed() {
        UUID eve = edge.person("eve");
        JsonObject token = new JsonObject().put("token", edge.token(eve));
        TestSocket first = edge.connect(eve);
        edge.connect(eve);
        TestSocket third = edge.connect();
        assertThat(TestSocket.reason(third.call("session.open", token))).isEqualTo("rate_limited");
        assertThat(third.closeCode()).isEqualTo(4429);
        first.write(new JsonObject().put("type", "publish").encode() + "{");
        assertThat(first.closeCode()).isEqualTo(4400);
        assertThat(edge.connect().call("session.open", token).getString("type")).isEqualTo("rec");
    }

    @Test
    void registeringOnRoomsWithoutASeatIsCountedAsRequests() {
        try (TestEdge strict = new TestEdge(new JsonObject()
                .put(
                        "limits",
                        new JsonObject()
                                .put(
                                        Limit.REQUESTS_USER,
                                        new JsonObject().put("burst", 6).put("perMinute", 1))))) {
            UUID mallory = strict.person("mallory");
            TestSocket socket = strict.connect(mallory);
            List<String> reasons = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                socket.register("room." + UUID.randomUUID());
                reasons.add(TestSocket.reason(socket.next()));
            }
            assertThat(reasons).startsWith("room_not_found").endsWith("rate_limited");
        }
    }

    @Test
    void socketsOfOneAddressAreCounted() {
        try (TestEdge strict =
                new TestEdge(new JsonObject().put("limits", new JsonObject().put(Limit.SOCKETS_ADDRESS, few())))) {
            strict.connect();
            strict.connect();
            assertThatThrownBy(strict::connect).hasMessageContaining("429");
            for (String path : List.of("%77ebsocket", "websocket/", "000/abc/%77ebsocket", "000/abc/websocket//")) {
                WebSocketConnectOptions spelled = new WebSocketConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(strict.port)
                        .setURI("/eventbus/" + path);
                assertThatThrownBy(() -> TestEdge.await(strict.sockets.connect(spelled)))
                        .as(path)
                        .hasMessageContaining("429");
            }
        }
    }

    @Test
    void behindAProxyTheAddressIsWhatTheProxyAddedAndNotWhatTheClientSays() {
        try (TestEdge strict = new TestEdge(new JsonObject()
                .put("forwardedHeaders", true)
                .put("limits", new JsonObject().put(Limit.SOCKETS_ADDRESS, few())))) {
            TestEdge.await(strict.connect(through("192.0.2.1")));
            TestEdge.await(strict.connect(through("192.0.2.2")));
            assertThatThrownBy(() -> TestEdge.await(strict.connect(through("192.0.2.3"))))
                    .hasMessageContaining("429");
        }
    }

    /** A client that sends a line of its own, to which the proxy adds one. */
    private static WebSocketConnectOptions through(String claimed) {
        return new WebSocketConnectOptions()
                .addHeader("X-Forwarded-For", claimed)
                .addHeader("X-Forwarded-For", "198.51.100.7");
    }

    @Test
    void aBucketIsRefilledSteadily() {
        Bucket bucket = new Bucket(2, 1e-9, 0);
        assertThat(bucket.take(0)).isZero();
        assertThat(bucket.take(0)).isZero();
        assertThat(bucket.take(0)).isEqualTo(1_000);
        assertThat(bucket.take(500_000_000)).isEqualTo(500);
        assertThat(bucket.take(1_000_000_000)).isZero();
        assertThat(bucket.take(1_000_000_000)).isEqualTo(1_000);
    }

    @Test
    void aFullBucketGivesMoreThanItHoldsAndOwesIt() {
        Bucket bucket = new Bucket(10, 1e-9, 0);
        assertThat(bucket.take(0, 4)).isZero();
        assertThat(bucket.take(0, 8)).as("two are missing").isEqualTo(2_000);
        assertThat(bucket.take(0, 15)).as("it is not full").isEqualTo(4_000);
        assertThat(bucket.take(4_000_000_000L, 15)).isZero();
        assertThat(bucket.take(4_000_000_000L)).as("five are owed").isEqualTo(6_000);
    }
}
