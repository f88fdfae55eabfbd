package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Failures;
import dev.parley.contracts.rooms.RoomKind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NullUnmarked
class RestTest {

    private static TestEdge edge;
    private UUID ada;

    @BeforeAll
    static void start() {
        edge = new TestEdge();
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @BeforeEach
    void nobodyElse() {
        edge.messages.instead = null;
        ada = edge.person("ada");
    }

    @Test
    void registeringAnswersASession() {
        HttpResponse<Buffer> response = edge.send(
                HttpMethod.POST,
                "/api/users",
                null,
                new JsonObject()
                        .put("username", "eve")
                        .put("email", "eve@example.org")
                        .put("password", "correct horse battery"));
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.bodyAsJsonObject().getJsonObject("user").getString("username"))
                .isEqualTo("eve");
        assertThat(response.getHeader("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void theCallerComesFromTheTokenAndTheConnection() {
        edge.send(HttpMethod.GET, "/api/me", ada, null);
        assertThat(edge.users.callers.getLast().userId()).isEqualTo(ada);
        assertThat(edge.users.callers.getLast().sessionId()).isEqualTo(edge.session(ada));
        assertThat(edge.users.callers.getLast().address()).isEqualTo("127.0.0.1");
        assertThat(edge.users.callers.getLast().device()).startsWith("Vert.x-WebClient");
    }

    @Test
    void theListOfRoomsIsPutTogetherNewestFirst() {
        UUID bob = edge.person("bob");
        UUID quiet = edge.rooms.room(RoomKind.PUBLIC, ada);
        UUID busy = edge.rooms.room(RoomKind.PRIVATE, ada, bob);
        edge.messages.store(busy, bob, "Hello");
        JsonObject body = edge.send(HttpMethod.GET, "/api/rooms", ada, null).bodyAsJsonObject();
        assertThat(body.getJsonArray("rooms")).hasSize(2);
        JsonObject entry = body.getJsonArray("rooms").stream()
                .map(JsonObject.class::cast)
                .filter(room -> room.getJsonObject("room").getString("id").equals(busy.toString()))
                .findFirst()
                .orElseThrow();
        assertThat(entry.getInteger("unread")).isEqualTo(1);
        assertThat(entry.getJsonObject("seat").getInteger("lastReadSeq")).isZero();
        assertThat(entry.getJsonObject("lastMessage").getString("content")).isEqualTo("Hello");
        assertThat(entry.getJsonObject("head").getInteger("rev")).isEqualTo(1);
        assertThat(body.getJsonArray("users").getJsonObject(0).getString("username"))
                .isEqualTo("bob");
        assertThat(quiet).isNotEqualTo(busy);
    }

    @Test
    void aLongListOfRoomsComesInPages() {
        UUID eve = edge.person("eve");
        Set<String> rooms = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            UUID room = edge.rooms.room(RoomKind.PRIVATE, eve);
            edge.messages.store(room, eve, "x".repeat(8_000));
            rooms.add(room.toString());
        }
        List<String> listed = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            HttpResponse<Buffer> page = edge.send(HttpMethod.GET, "/api/rooms" + cursor, eve, null);
            assertThat(page.body().length()).isLessThan(130 << 10);
            JsonObject body = page.bodyAsJsonObject();
            body.getJsonArray("rooms")
                    .forEach(entry -> listed.add(
                            ((JsonObject) entry).getJsonObject("room").getString("id")));
            cursor = body.containsKey("cursor") ? "?cursor=" + body.getString("cursor") : null;
        }
        assertThat(listed).hasSize(40).containsExactlyInAnyOrderElementsOf(rooms);
        error(edge.send(HttpMethod.GET, "/api/rooms?cursor=nonsense", eve, null), 400, "invalid_request");
    }

    @Test
    void aPageNamesWritersBeforeThoseWhoAreOnlyMentioned() {
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
        UUID last = edge.person("last");
        for (int i = 0; i < 30; i++) {
            edge.messages.mentioning(
                    room,
                    ada,
                    IntStream.range(0, 10).mapToObj(n -> edge.person("p" + n)).toList());
        }
        edge.messages.store(room, last, "Hello");
        JsonArray users = edge.send(HttpMethod.GET, "/api/rooms/" + room + "/messages", ada, null)
                .bodyAsJsonObject()
                .getJsonArray("users");
        assertThat(users).hasSize(200);
        assertThat(users.stream().map(card -> ((JsonObject) card).getString("username")))
                .contains("last");
    }

    @Test
    void anEmojiTravelsInThePath() {
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
        edge.messages.store(room, ada, "Hello");
        HttpResponse<Buffer> response =
                edge.send(HttpMethod.PUT, "/api/rooms/" + room + "/messages/1/reactions/%F0%9F%91%8D", ada, null);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.bodyAsJsonObject().getJsonObject("message").getInteger("seq"))
                .isEqualTo(1);
    }

    @Test
    void aRoomThatIsAskedForAgainWithItsKeyIsTheSame() {
        JsonObject garden =
                new JsonObject().put("name", "Garden").put("kind", "private").put("key", "k");
        HttpResponse<Buffer> made = edge.send(HttpMethod.POST, "/api/rooms", ada, garden);
        HttpResponse<Buffer> again = edge.send(HttpMethod.POST, "/api/rooms", ada, garden);
        assertThat(made.statusCode()).as(made.bodyAsString()).isEqualTo(201);
        assertThat(again.statusCode()).as(again.bodyAsString()).isEqualTo(200);
        assertThat(again.bodyAsJsonObject()).isEqualTo(made.bodyAsJsonObject());
        assertThat(edge.connect(ada).call("rooms.create", garden).getJsonObject("body"))
                .isEqualTo(made.bodyAsJsonObject());
    }

    @Test
    void theKeyOfAnotherRoomIsAConflictThatNamesTheRoom() {
        JsonObject garden =
                new JsonObject().put("name", "Garden").put("kind", "private").put("key", "k");
        String id = edge.send(HttpMethod.POST, "/api/rooms", ada, garden)
                .bodyAsJsonObject()
                .getJsonObject("room")
                .getString("id");
        JsonObject error = error(
                edge.send(HttpMethod.POST, "/api/rooms", ada, garden.put("topic", "Beds and bees")),
                409,
                "idempotency_conflict");
        assertThat(error.getJsonObject("details")).isEqualTo(new JsonObject().put("roomId", id));
        assertThat(error.getBoolean("retryable")).isFalse();
        error(edge.send(HttpMethod.POST, "/api/rooms", ada, garden.put("key", "x".repeat(65))), 400, "invalid_request");
    }

    @Test
    void whatMayNotBeKnownLooksLikeWhatIsNotThere() {
        UUID hidden = edge.rooms.room(RoomKind.PRIVATE, UUID.randomUUID());
        JsonObject one = error(edge.send(HttpMethod.GET, "/api/rooms/" + hidden, ada, null), 404, "room_not_found");
        JsonObject other =
                error(edge.send(HttpMethod.GET, "/api/rooms/" + UUID.randomUUID(), ada, null), 404, "room_not_found");
        one.remove("id");
        other.remove("id");
        assertThat(one).isEqualTo(other);
    }

    @Test
    void aFaultOfOursTellsNothingButAnId() {
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
        edge.messages.instead = Future.failedFuture(new IllegalStateException("select secret from table"));
        HttpResponse<Buffer> response = edge.send(
                HttpMethod.POST,
                "/api/rooms/" + room + "/messages",
                ada,
                new JsonObject().put("key", "k").put("content", "c"));
        JsonObject error = error(response, 500, "internal");
        assertThat(response.bodyAsString()).doesNotContain("select", "Exception");
        assertThat(error.getString("id")).isNotBlank();
    }

    @Test
    void whoIsToWaitIsToldHowLong() {
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
        edge.messages.instead = Future.failedFuture(Failures.limited("slow_mode", "Slowly.", 1_500));
        HttpResponse<Buffer> response = edge.send(
                HttpMethod.POST,
                "/api/rooms/" + room + "/messages",
                ada,
                new JsonObject().put("key", "k").put("content", "c"));
        assertThat(error(response, 429, "slow_mode").getJsonObject("details").getLong("retryAfterMs"))
                .isEqualTo(1_500);
        assertThat(response.getHeader("Retry-After")).isEqualTo("2");
    }

    @Test
    void aPageOfAnotherOriginIsRefused() {
        HttpResponse<Buffer> refused = TestEdge.await(edge.http
                .get("/api/me")
                .putHeader("Origin", "https://evil.example")
                .bearerTokenAuthentication(edge.token(ada))
                .send());
        error(refused, 403, "origin_not_allowed");
        HttpResponse<Buffer> own = TestEdge.await(edge.http
                .get("/api/me")
                .putHeader("Origin", "http://127.0.0.1:" + edge.port)
                .bearerTokenAuthentication(edge.token(ada))
                .send());
        assertThat(own.statusCode()).isEqualTo(200);
    }

    @Test
    void thePageIsServedWithHeadersThatProtectIt() {
        for (String path : new String[] {"/", "/login", "/signup", "/r/" + UUID.randomUUID()}) {
            HttpResponse<Buffer> page = edge.send(HttpMethod.GET, path, null, null);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.getHeader("Content-Type")).isEqualTo("text/html; charset=utf-8");
            assertThat(page.getHeader("Content-Security-Policy"))
                    .contains(
                            "default-src 'none'",
                            "script-src 'self'",
                            "ws://127.0.0.1:" + edge.port,
                            "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(page.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(page.getHeader("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(page.getHeader("Cache-Control")).isEqualTo("no-cache");
        }
    }

    @Test
    void browsersAreBoundToTlsOnlyWhereThatIsWanted() {
        try (TestEdge proxied = new TestEdge(new JsonObject().put("forwardedHeaders", true));
                TestEdge bound = new TestEdge(new JsonObject().put("hsts", true))) {
            HttpResponse<Buffer> free = TestEdge.await(proxied.http
                    .get("/")
                    .putHeader("X-Forwarded-Proto", "https")
                    .send());
            assertThat(free.getHeader("Strict-Transport-Security")).isNull();
            HttpResponse<Buffer> page = bound.send(HttpMethod.GET, "/", null, null);
            assertThat(page.getHeader("Strict-Transport-Security")).isEqualTo("max-age=31536000");
        }
    }

    @Test
    void filesWithTheirContentInTheirNameAreKeptForEverAndSentCompressed() {
        HttpResponse<Buffer> plain =
                TestEdge.await(edge.http.get("/assets/app-B4cD5fGh.js").send());
        assertThat(plain.getHeader("Cache-Control")).contains("immutable");
        assertThat(plain.bodyAsString()).isEqualTo("console.log(\"app\");\n");
        HttpResponse<Buffer> zipped = TestEdge.await(edge.http
                .get("/assets/app-B4cD5fGh.js")
                .putHeader("Accept-Encoding", "gzip")
                .send());
        assertThat(zipped.getHeader("Content-Encoding")).isEqualTo("gzip");
        HttpResponse<Buffer> known = TestEdge.await(edge.http
                .get("/assets/app-B4cD5fGh.js")
                .putHeader("If-None-Match", plain.getHeader("ETag"))
                .send());
        assertThat(known.statusCode()).isEqualTo(304);
    }

    @Test
    void whatIsPublicCanBeReadByAnybody() {
        assertThat(edge.send(HttpMethod.GET, "/api/openapi.yaml", null, null).bodyAsString())
                .startsWith("openapi: 3.1.0");
        assertThat(edge.send(HttpMethod.GET, "/api/asyncapi.yaml", null, null).bodyAsString())
                .startsWith("asyncapi: 3.0.0");
        assertThat(edge.send(HttpMethod.GET, "/health/live", null, null).bodyAsJsonObject())
                .isEqualTo(new JsonObject().put("status", "up"));
        assertThat(edge.send(HttpMethod.GET, "/.well-known/jwks.json", null, null)
                        .bodyAsJsonObject())
                .isEqualTo(edge.users.key().keySet());
        assertThat(edge.send(HttpMethod.GET, "/api/docs", null, null).getHeader("Location"))
                .isEqualTo("/api/docs/");
        HttpResponse<Buffer> docs = edge.send(HttpMethod.GET, "/api/docs/", null, null);
        assertThat(docs.bodyAsString()).contains("swagger-ui-bundle.js").doesNotContain("<script>");
        assertThat(docs.getHeader("Content-Security-Policy")).doesNotContain("unsafe");
        for (String file : new String[] {"swagger-ui-bundle.js", "swagger-ui.css", "docs.js", "favicon-32x32.png"}) {
            assertThat(edge.send(HttpMethod.GET, "/api/docs/" + file, null, null)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void whatIsNotThereIsToldInTheOneShape() {
        error(edge.send(HttpMethod.GET, "/api/nothing", null, null), 404, "not_found");
        error(edge.send(HttpMethod.GET, "/nothing.js", null, null), 404, "not_found");
        error(edge.send(HttpMethod.GET, "/../../etc/passwd", null, null), 404, "not_found");
        error(edge.send(HttpMethod.GET, "/api/docs/..%2f..%2fopenapi/parley.yaml", null, null), 404, "not_found");
        error(edge.send(HttpMethod.DELETE, "/api/me", ada, null), 405, "method_not_allowed");
    }

    static JsonObject error(HttpResponse<Buffer> response, int status, String reason) {
        assertThat(response.statusCode()).as(response.bodyAsString()).isEqualTo(status);
        JsonObject error = response.bodyAsJsonObject().getJsonObject("error");
        assertThat(error.getString("reason")).isEqualTo(reason);
        assertThat(error.getInteger("code")).isEqualTo(status);
        assertThat(error.getString("message")).isNotBlank();
        assertThat(error.getBoolean("retryable")).isNotNull();
        return error;
    }
}
