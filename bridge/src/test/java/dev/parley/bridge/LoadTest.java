package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.bridge.auth.Limit;
import dev.parley.bridge.ops.Counters;
import dev.parley.contracts.Encodings;
import dev.parley.contracts.Envelope;
import dev.parley.contracts.Event;
import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.Posted;
import dev.parley.contracts.rooms.RoomKind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens when there is too much, too little, or an end. */
@NullUnmarked
class LoadTest {

    private TestEdge edge;

    private void start(JsonObject config) {
        edge = new TestEdge(config);
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void largeRoomsAreWalkedInSlicesAndEverybodyGetsEverythingOnceInOrder() {
        JsonObject many = new JsonObject().put("burst", 100_000).put("perMinute", 1);
        start(new JsonObject()
                .put("maxSocketsPerUser", 1_200)
                .put("limits", new JsonObject().put(Limit.REQUESTS_USER, many)));
        UUID ada = edge.person("ada");
        UUID big = edge.rooms.room(RoomKind.PRIVATE, ada);
        UUID small = edge.rooms.room(RoomKind.PRIVATE, ada);
        Random random = new Random(11);
        List<TestSocket> sockets = connectAll(ada, 1_200);
        sockets.forEach(socket -> socket.register("room." + big));
        sockets.forEach(socket -> socket.next(frame -> TestSocket.type(frame).equals("room.synced")));
        TestSocket quick = sockets.getFirst();
        quick.listen(small);
        List<TestSocket> leaving = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            edge.messages.tell(edge.messages.store(big, ada, "m" + i));
            if (i % 4 == 0) {
                TestSocket gone = sockets.get(1 + random.nextInt(sockets.size() - 1));
                if (!leaving.contains(gone)) {
                    gone.socket.close();
                    leaving.add(gone);
                }
            }
        }
        edge.messages.tell(edge.messages.store(small, ada, "small"));
        quick.next(frame -> ("room." + small).equals(frame.getString("address")));
        sockets.removeAll(leaving);
        List<Long> all = LongStream.rangeClosed(1, 40).boxed().toList();
        for (TestSocket socket : sockets.subList(1, sockets.size())) {
            List<Long> revs = new ArrayList<>();
            while (revs.size() < 40) {
                JsonObject frame = socket.next(next -> TestSocket.type(next).equals("message.posted"));
                revs.add(frame.getJsonObject("body").getJsonObject("message").getLong("rev"));
            }
            assertThat(revs).isEqualTo(all);
        }
    }

    private List<TestSocket> connectAll(UUID person, int count) {
        List<TestSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i += 100) {
            List<Future<TestSocket>> opening = new ArrayList<>();
            for (int j = 0; j < 100; j++) {
                opening.add(edge.connect(new WebSocketConnectOptions()));
            }
            opening.forEach(socket -> sockets.add(TestEdge.await(socket)));
        }
        JsonObject token = new JsonObject().put("token", edge.token(person));
        List<String> replies = sockets.stream()
                .map(socket -> socket.post("session.open", token))
                .toList();
        for (int i = 0; i < count; i++) {
            String reply = replies.get(i);
            sockets.get(i).next(frame -> reply.equals(frame.getString("address")));
        }
        return sockets;
    }

    @Test
    void whatIsNeverAnsweredIsAnsweredThatItTookTooLong() {
        start(new JsonObject().put("answerMs", 50));
        UUID ada = edge.person("ada");
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
        edge.messages.instead = Promise.<Posted>promise().future();
        edge.messages.heads = false;
        JsonObject text = new JsonObject().put("key", "k").put("content", "text");
        TestSocket socket = edge.connect(ada);
        String post = socket.post("messages.post", text.copy().put("roomId", room.toString()));
        socket.register("room." + room);
        List<String> late = new ArrayList<>();
        while (late.size() < 2) {
            JsonObject frame = socket.next();
            assertThat(TestSocket.reason(frame)).isEqualTo("unavailable");
            late.add(frame.getString("address"));
        }
        assertThat(late).containsExactlyInAnyOrder(post, "room." + room);
        HttpResponse<Buffer> answer = edge.send(HttpMethod.POST, "/api/rooms/" + room + "/messages", ada, text);
        assertThat(answer.statusCode()).isEqualTo(503);
    }

    @Test
    void aReaderThatDoesNotReadIsClosedAndOthersAreNotHeldUp() throws IOException {
        start(new JsonObject().put("maxWaitingBytes", 65_536));
        UUID ada = edge.person("ada");
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
        TestSocket good = edge.connect(ada);
        good.listen(room);
        Counters counters = edge.edge.counters();
        try (RawClient deaf = new RawClient(edge)) {
            deaf.listen(ada, room);
            String text = "x".repeat(8_000);
            for (int i = 0; counters.evictions.sum() == 0; i++) {
                assertThat(i).as("messages without an eviction").isLessThan(4_000);
                ChatMessage message = edge.messages.store(room, ada, text);
                edge.messages.tell(message);
                edge.bus.tell(new Event.Typing(room, ada, true));
                long rev = message.rev();
                good.next(frame -> TestSocket.type(frame).equals("message.posted")
                        && frame.getJsonObject("body").getJsonObject("message").getLong("rev") == rev);
            }
            assertThat(counters.evictions.sum()).isEqualTo(1);
            assertThat(counters.skipped.sum()).as("typing was dropped first").isPositive();
            assertThat(deaf.readToTheEnd()).isTrue();
        }
        assertThat(good.untilNow()).allMatch(frame -> TestSocket.type(frame).equals("typing"));
    }

    @Test
    void whoReadsIsNotClosedForWhatComesAtOnce() {
        start(new JsonObject().put("maxWaitingBytes", 65_536));
        UUID ada = edge.person("ada");
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
        TestSocket socket = edge.connect(ada);
        socket.listen(room);
        Envelope[] burst = IntStream.range(0, 40)
                .mapToObj(i -> edge.messages.told(edge.messages.store(room, ada, "x".repeat(8_000))))
                .toArray(Envelope[]::new);
        edge.bus.tell(burst);
        for (int i = 0; i < burst.length; i++) {
            socket.next(frame -> TestSocket.type(frame).equals("message.posted"));
        }
        assertThat(edge.edge.counters().evictions.sum()).isZero();
        assertThat(socket.closed).isNotDone();
    }

    @Test
    void whoPingsAndDoesNotReadTheAnswersIsClosed() throws IOException {
        start(new JsonObject().put("maxWaitingBytes", 16_384).put("frameBurst", 1_000_000));
        Counters counters = edge.edge.counters();
        try (RawClient deaf = new RawClient(edge)) {
            byte[] most = new byte[125];
            try {
                for (int i = 0; counters.evictions.sum() == 0; i++) {
                    assertThat(i).as("pings without an eviction").isLessThan(400_000);
                    deaf.send(RawClient.PING, most);
                }
            } catch (SocketException closedWhileItSent) {
                assertThat(counters.evictions.sum()).isEqualTo(1);
            }
            assertThat(deaf.readToTheEnd()).isTrue();
        }
    }

    @Test
    void whatComesTogetherIsEncodedOnceAndFlushedOnceForEachSocket() {
        start(new JsonObject());
        UUID ada = edge.person("ada");
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
        List<TestSocket> sockets = List.of(edge.connect(ada), edge.connect(ada), edge.connect(ada));
        sockets.forEach(socket -> socket.listen(room));
        Counters counters = edge.edge.counters();
        long encodings = Encodings.total();
        long deliveries = counters.deliveries.sum();
        long flushes = counters.flushes.sum();
        Event typing = new Event.Typing(room, ada, true);
        edge.bus.tell(IntStream.range(0, 10).mapToObj(i -> typing.envelope()).toArray(Envelope[]::new));
        for (TestSocket socket : sockets) {
            for (int i = 0; i < 10; i++) {
                socket.next(frame -> TestSocket.type(frame).equals("typing"));
            }
        }
        assertThat(Encodings.total() - encodings).isEqualTo(10);
        assertThat(counters.deliveries.sum() - deliveries).isEqualTo(30);
        assertThat(counters.flushes.sum() - flushes).isEqualTo(3);
    }

    @Test
    void whoFloodsIsClosed() {
        start(new JsonObject().put("framesPerSecond", 1).put("frameBurst", 20));
        TestSocket socket = edge.connect(edge.person("ada"));
        for (int i = 0; i < 40; i++) {
            socket.write(new JsonObject().put("type", "ping"));
        }
        assertThat(socket.closeCode()).isEqualTo(4429);
        assertThat(edge.edge.counters().floods.sum()).isEqualTo(1);
    }

    @Test
    void pingsOfTheProtocolCountAsFloodToo() {
        start(new JsonObject().put("framesPerSecond", 1).put("frameBurst", 20));
        TestSocket socket = edge.connect(edge.person("ada"));
        for (int i = 0; i < 40; i++) {
            socket.socket.writePing(io.vertx.core.buffer.Buffer.buffer("x"));
        }
        assertThat(socket.closeCode()).isEqualTo(4429);
    }

    @Test
    void topicsAreLimited() {
        start(new JsonObject().put("maxTopics", 2));
        UUID ada = edge.person("ada");
        TestSocket socket = edge.connect(ada);
        for (int i = 0; i < 2; i++) {
            socket.listen(edge.rooms.room(RoomKind.PRIVATE, ada));
        }
        socket.register("room." + edge.rooms.room(RoomKind.PRIVATE, ada));
        assertThat(TestSocket.reason(socket.next())).isEqualTo("rate_limited");
    }

    @Test
    void whoShowsAFalseTokenIsToldAndClosed() {
        start(new JsonObject().put("openMs", 60_000));
        TestSocket socket = edge.connect();
        assertThat(TestSocket.reason(socket.call("session.open", new JsonObject().put("token", "a.b.c"))))
                .isEqualTo("unauthenticated");
        assertThat(socket.closeCode()).isEqualTo(4401);
    }

    @Test
    void withoutASessionASocketIsClosed() {
        start(new JsonObject().put("openMs", 200));
        TestSocket socket = edge.connect();
        assertThat(socket.closeCode()).isEqualTo(4401);
    }

    @Test
    void whoIsSilentIsPingedAndWhoAnswersStays() throws IOException {
        start(new JsonObject().put("heartbeatMs", 200).put("silenceMs", 600).put("openMs", 60_000));
        UUID ada = edge.person("ada");
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
        TestSocket socket = edge.connect(ada);
        try (RawClient deaf = new RawClient(edge)) {
            deaf.listen(ada, room);
            assertThat(deaf.readToTheEnd()).isTrue();
        }
        assertThat(socket.closed).isNotDone();
        assertThat(socket.call("users.me", new JsonObject()).getString("type")).isEqualTo("rec");
    }

    @Test
    void newcomersBeyondTheRateAreToldToComeLater() {
        start(new JsonObject().put("connectionsPerSecond", 1).put("connectionBurst", 2));
        edge.connect();
        edge.connect();
        UpgradeRejectedException refusal = (UpgradeRejectedException) catchThrowable(edge::connect);
        assertThat(refusal.getStatus()).isEqualTo(503);
        assertThat(refusal.getHeaders().get("Retry-After")).isEqualTo("1");
    }

    @Test
    void pagesOfOtherOriginsGetNoSocket() {
        start(new JsonObject().put("allowedOrigins", new io.vertx.core.json.JsonArray().add("https://app.example")));
        for (String origin : List.of(
                "https://evil.example",
                "null",
                "http://127.0.0.1.evil.example",
                "file://",
                "https://app.example.evil",
                "http://user@127.0.0.1:" + edge.port)) {
            UpgradeRejectedException refusal =
                    (UpgradeRejectedException) catchThrowable(() -> TestEdge.await(edge.connect(from(origin))));
            assertThat(refusal.getStatus()).as(origin).isEqualTo(403);
            assertThat(refusal.getBody().toJsonObject().getJsonObject("error").getString("reason"))
                    .isEqualTo("origin_not_allowed");
        }
        for (String origin : List.of("https://app.example", "https://APP.example", "http://127.0.0.1:" + edge.port)) {
            TestEdge.await(edge.connect(from(origin)));
        }
    }

    private static WebSocketConnectOptions from(String origin) {
        return new WebSocketConnectOptions().putHeader("Origin", origin);
    }

    @Test
    void aNodeThatLeavesAnswersWhatWasAskedAndSendsEverybodyAway() {
        start(new JsonObject().put("drainMs", 3_000));
        UUID ada = edge.person("ada");
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
        TestSocket idle = edge.connect(ada);
        TestSocket busy = edge.connect(ada);
        Promise<Posted> answer = Promise.promise();
        edge.messages.instead = answer.future();
        JsonObject message =
                new JsonObject().put("roomId", room.toString()).put("key", "k").put("content", "c");
        String reply = busy.post("messages.post", message);
        busy.untilNow();
        assertThat(edge.edge.ready()).isTrue();
        Future<Void> drained = edge.edge.drain();
        assertThat(edge.edge.ready()).isFalse();
        assertThat(idle.closeCode()).isEqualTo(1001);
        assertThat(idle.socket.closeReason()).isEqualTo("3000");
        assertThat(TestSocket.reason(busy.call("users.me", new JsonObject()))).isEqualTo("draining");
        UpgradeRejectedException refusal = (UpgradeRejectedException) catchThrowable(edge::connect);
        assertThat(refusal.getStatus()).isEqualTo(503);
        answer.complete(new Posted(edge.messages.store(room, ada, "c"), false));
        assertThat(busy.next(frame -> reply.equals(frame.getString("address"))).getString("type"))
                .isEqualTo("rec");
        assertThat(busy.closeCode()).isEqualTo(1001);
        TestEdge.await(drained);
    }

    @Test
    void aServerThatEndsAnswersTheRequestsThatAreUnderWay() {
        start(new JsonObject());
        UUID ada = edge.person("ada");
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
        Promise<Posted> answer = Promise.promise();
        edge.messages.instead = answer.future();
        Future<HttpResponse<Buffer>> post = edge.http
                .post("/api/rooms/" + room + "/messages")
                .bearerTokenAuthentication(edge.token(ada))
                .sendJsonObject(new JsonObject().put("key", "k").put("content", "c"));
        while (edge.messages.posts.get() == 0) {
            Thread.onSpinWait();
        }
        List<Future<Void>> ended =
                edge.vertx.deploymentIDs().stream().map(edge.vertx::undeploy).toList();
        while (takesNewcomers()) {
            Thread.onSpinWait();
        }
        answer.complete(new Posted(edge.messages.store(room, ada, "c"), false));
        assertThat(TestEdge.await(post).statusCode()).isEqualTo(201);
        ended.forEach(TestEdge::await);
    }

    private boolean takesNewcomers() {
        try (Socket socket = new Socket("127.0.0.1", edge.port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void nothingIsKeptOfSocketsThatHaveGone() {
        start(new JsonObject());
        UUID ada = edge.person("ada");
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
        Counters counters = edge.edge.counters();
        for (int i = 0; i < 20; i++) {
            TestSocket socket = edge.connect(ada);
            socket.listen(room);
            socket.register("user." + ada);
            socket.untilNow();
            socket.socket.close();
            assertThat(socket.closeCode()).isEqualTo(1000);
        }
        while (counters.sockets.sum() > 0) {
            Thread.onSpinWait();
        }
        assertThat(counters.subscriptions.sum()).isZero();
        assertThat(counters.accepted.sum()).isEqualTo(20);
    }
}
