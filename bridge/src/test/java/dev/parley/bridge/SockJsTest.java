package dev.parley.bridge;

import static dev.parley.bridge.RestTest.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.contracts.rooms.RoomKind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SockJsTest {

    private static TestEdge edge;

    @BeforeAll
    static void start() {
        edge = new TestEdge(new JsonObject().put("sockjsFallbacks", true));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static WebSocketConnectOptions session() {
        return new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(edge.port)
                .setURI("/eventbus/000/" + UUID.randomUUID() + "/websocket");
    }

    @Test
    void framesTravelInsideThoseOfSockJs() throws InterruptedException {
        UUID ada = edge.person("ada");
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
        WebSocket socket = TestEdge.await(edge.sockets.connect(session()));
        LinkedBlockingQueue<String> frames = new LinkedBlockingQueue<>();
        socket.textMessageHandler(frames::add);
        send(
                socket,
                new JsonObject()
                        .put("type", "send")
                        .put("address", "session.open")
                        .put("replyAddress", "r")
                        .put("body", new JsonObject().put("token", edge.token(ada))));
        send(socket, new JsonObject().put("type", "register").put("address", "room." + room));
        String all = "";
        while (!all.contains("room.synced")) {
            all += frames.poll(60, TimeUnit.SECONDS);
        }
        edge.messages.tell(edge.messages.store(room, ada, "Hello"));
        while (!all.contains("message.posted")) {
            all += frames.poll(60, TimeUnit.SECONDS);
        }
        assertThat(all).contains("a[\"{");
        long before = edge.edge.counters().sockets.sum();
        socket.close();
        while (edge.edge.counters().sockets.sum() == before) {
            Thread.onSpinWait();
        }
    }

    private static void send(WebSocket socket, JsonObject frame) {
        socket.writeTextMessage(new JsonArray().add(frame.encode()).encode());
    }

    /** The WebSocket of SockJS, and the one without its frames, which other spellings of the plain one's path lead to. */
    @ParameterizedTest
    @ValueSource(strings = {"/eventbus/000/quiet/websocket", "/eventbus/%77ebsocket"})
    void aSilentWebSocketIsPingedAndWhoAnswersStays(String path) throws Exception {
        try (TestEdge quick = new TestEdge(silence())) {
            UUID ada = quick.person("ada");
            WebSocket answering = TestEdge.await(quick.sockets.connect(new WebSocketConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(quick.port)
                    .setURI(path.replace("quiet", "answering"))));
            try (RawClient deaf = new RawClient(quick, path)) {
                int type = 0;
                for (int i = 0; type != RawClient.CLOSE; i++) {
                    assertThat(i).as("frames to one who says nothing").isLessThan(100);
                    type = deaf.receive().type();
                }
            }
            assertThat(answering.isClosed()).isFalse();
            LinkedBlockingQueue<String> frames = new LinkedBlockingQueue<>();
            answering.textMessageHandler(frames::add);
            JsonObject open = new JsonObject()
                    .put("type", "send")
                    .put("address", "session.open")
                    .put("replyAddress", "r")
                    .put("body", new JsonObject().put("token", quick.token(ada)));
            String text = open.encode();
            answering.writeTextMessage(
                    path.contains("quiet") ? new JsonArray().add(text).encode() : text);
            String all = "";
            while (!all.contains("heartbeatMs")) {
                String frame = frames.poll(60, TimeUnit.SECONDS);
                assertThat(frame).as("an answer, after " + all).isNotNull();
                all += frame;
            }
        }
    }

    @Test
    void overPlainHttpWhoSaysNothingIsClosed() {
        try (TestEdge quick = new TestEdge(silence().put("sockjsFallbacks", true))) {
            String told = TestEdge.await(quick.http
                            .post("/eventbus/000/" + UUID.randomUUID() + "/xhr_streaming")
                            .send())
                    .bodyAsString();
            assertThat(told).startsWith("h").contains("\no\n").endsWith("c[3000,\"Go away!\"]\n");
        }
    }

    private static JsonObject silence() {
        return new JsonObject().put("heartbeatMs", 100).put("silenceMs", 500).put("openMs", 60_000);
    }

    @Test
    void cookiesAreNotEchoed() {
        HttpResponse<Buffer> plain = TestEdge.await(edge.http
                .get("/eventbus/info")
                .putHeader("Cookie", "JSESSIONID=abc")
                .send());
        assertThat(plain.statusCode()).isEqualTo(200);
        assertThat(plain.cookies()).isEmpty();
        assertThat(plain.headers().toString()).doesNotContain("abc");
    }

    @Test
    void pagesOfOtherOriginsGetNeitherInfoNorSession() {
        error(
                TestEdge.await(edge.http
                        .get("/eventbus/info")
                        .putHeader("Origin", "https://evil.example")
                        .send()),
                403,
                "origin_not_allowed");
        error(
                TestEdge.await(edge.http
                        .post("/eventbus/000/abc/xhr")
                        .putHeader("Origin", "https://evil.example")
                        .send()),
                403,
                "origin_not_allowed");
        UpgradeRejectedException refusal = (UpgradeRejectedException) catchThrowable(
                () -> TestEdge.await(edge.sockets.connect(session().putHeader("Origin", "https://evil.example"))));
        assertThat(refusal.getStatus()).isEqualTo(403);
    }

    @Test
    void whatIsNoListOfTextsIsRefused() {
        String session = "/eventbus/000/" + UUID.randomUUID();
        WebClient once = WebClient.create(
                edge.vertx,
                new WebClientOptions()
                        .setDefaultHost("127.0.0.1")
                        .setDefaultPort(edge.port)
                        .setKeepAlive(false));
        assertThat(TestEdge.await(once.post(session + "/xhr").send()).bodyAsString())
                .isEqualTo("o\n");
        for (String body : new String[] {"", "x", "{}", "[1]", "[\"a\""}) {
            error(
                    TestEdge.await(once.post(session + "/xhr_send").sendBuffer(Buffer.buffer(body))),
                    400,
                    "invalid_json");
        }
    }

    @Test
    void fallbacksAreThereOnlyWhereTheyAreConfigured() {
        try (TestEdge plain = new TestEdge()) {
            assertThat(plain.send(HttpMethod.POST, "/eventbus/000/abc/xhr", null, null)
                            .statusCode())
                    .isIn(404, 405);
            JsonObject info =
                    plain.send(HttpMethod.GET, "/eventbus/info", null, null).bodyAsJsonObject();
            assertThat(info.getBoolean("websocket")).isTrue();
        }
    }
}
