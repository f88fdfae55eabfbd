package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.messages.Posted;
import dev.parley.contracts.rooms.RoomKind;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one socket says and is answered: its session and its commands. */
@NullUnmarked
class SocketTest {

    private static TestEdge edge;
    private UUID ada;
    private UUID bob;

    @BeforeAll
    static void start() {
        edge = new TestEdge();
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @BeforeEach
    void newPeople() {
        edge.messages.instead = null;
        ada = edge.person("ada");
        bob = edge.person("bob");
    }

    // ---- the session

    @Test
    void openingASessionTellsWhoOneIs() {
        TestSocket socket = edge.connect();
        JsonObject answer = socket.call("session.open", new JsonObject().put("token", edge.token(ada)));
        JsonObject body = answer.getJsonObject("body");
        assertThat(body.getJsonObject("user").getString("username")).isEqualTo("ada");
        assertThat(body.getJsonObject("session").getString("id"))
                .isEqualTo(edge.session(ada).toString());
        assertThat(body.getLong("heartbeatMs")).isEqualTo(25_000);
    }

    @Test
    void withoutASessionEverythingButPingIsRefused() {
        TestSocket socket = edge.connect();
        socket.write(new JsonObject().put("type", "ping"));
        assertThat(socket.next().getString("type")).isEqualTo("pong");
        assertThat(TestSocket.reason(socket.call("users.me", new JsonObject()))).isEqualTo("unauthenticated");
        socket.register("user." + ada);
        JsonObject refused = socket.next();
        assertThat(refused.getString("address")).isEqualTo("user." + ada);
        assertThat(TestSocket.reason(refused)).isEqualTo("unauthenticated");
        assertThat(socket.call("session.open", new JsonObject().put("token", edge.token(ada)))
                        .getString("type"))
                .isEqualTo("rec");
    }

    @Test
    void framesMayFollowTheOpeningWithoutWaitingForItsAnswer() {
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
        TestSocket socket = edge.connect();
        socket.post("session.open", new JsonObject().put("token", edge.token(ada)));
        socket.register("room." + room);
        String me = socket.post("users.me", new JsonObject());
        socket.next(frame -> TestSocket.type(frame).equals("room.synced"));
        TestSocket other = edge.connect();
        other.post("session.open", new JsonObject().put("token", edge.token(ada)));
        String pipelined = other.post("users.me", new JsonObject());
        assertThat(other.next(frame -> pipelined.equals(frame.getString("address")))
                        .getString("type"))
                .isEqualTo("rec");
        assertThat(me).isNotEmpty();
    }

    @Test
    void aSocketStaysWithItsPerson() {
        TestSocket socket = edge.connect(ada);
        assertThat(TestSocket.reason(socket.call("session.open", new JsonObject().put("token", edge.token(bob)))))
                .isEqualTo("not_allowed");
        assertThat(socket.call("users.me", new JsonObject())
                        .getJsonObject("body")
                        .getJsonObject("user")
                        .getString("id"))
                .isEqualTo(ada.toString());
        assertThat(socket.call("session.open", new JsonObject().put("token", edge.token(ada)))
                        .getString("type"))
                .isEqualTo("rec");
    }

    @Test
    void aSocketEndsWithItsToken() {
        JsonObject claims = TestKeys.claims(ada, edge.session(ada), false)
                .put("exp", Instant.now().getEpochSecond() + 2);
        TestSocket socket = edge.connect();
        String token = edge.users.key().sign(edge.users.key().header(), claims);
        assertThat(socket.call("session.open", new JsonObject().put("token", token))
                        .getString("type"))
                .isEqualTo("rec");
        assertThat(socket.closeCode()).isEqualTo(4401);
    }

    @Test
    void aNewTokenKeepsTheSocketOpen() {
        JsonObject claims = TestKeys.claims(ada, edge.session(ada), false)
                .put("exp", Instant.now().getEpochSecond() + 2);
        TestSocket socket = edge.connect();
        TestSocket left = edge.connect();
        String token = edge.users.key().sign(edge.users.key().header(), claims);
        left.call("session.open", new JsonObject().put("token", token));
        socket.call("session.open", new JsonObject().put("token", token));
        socket.call("session.open", new JsonObject().put("token", edge.token(ada)));
        assertThat(left.closeCode()).isEqualTo(4401);
        assertThat(socket.call("users.me", new JsonObject()).getString("type")).isEqualTo("rec");
    }

    @Test
    void aSuspendedAccountIsTurnedAway() {
        edge.users.suspended.add(ada);
        TestSocket socket = edge.connect();
        assertThat(TestSocket.reason(socket.call("session.open", new JsonObject().put("token", edge.token(ada)))))
                .isEqualTo("suspended");
        assertThat(socket.closeCode()).isEqualTo(4403);
    }

    @Test
    void aSocketWhoseSessionHasEndedDoesNothingMoreAlthoughItIsStillOpen() {
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
        TestSocket socket = edge.connect(ada);
        edge.edge.parts().ended().add(edge.session(ada));
        socket.post("messages.post", message(room, "late"));
        assertThat(socket.closeCode()).isEqualTo(4401);
        assertThat(edge.messages.logs.getOrDefault(room, List.of())).isEmpty();
    }

    @Test
    void whoHasASessionKeepsItsSocketWhenTheNextTokenIsFalse() {
        TestSocket socket = edge.connect(ada);
        assertThat(TestSocket.reason(socket.call("session.open", new JsonObject().put("token", "a.b.c"))))
                .isEqualTo("unauthenticated");
        assertThat(socket.call("users.me", new JsonObject()).getString("type")).isEqualTo("rec");
    }

    // ---- commands

    @Test
    void commandsAreTheSameCallsAsRest() {
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
        edge.messages.store(room, ada, "Hello");
        TestSocket socket = edge.connect(ada);
        JsonObject inRoom = new JsonObject().put("roomId", room.toString());
        String path = "/api/rooms/" + room;
        same(socket, "users.me", new JsonObject(), "/api/me");
        same(socket, "rooms.get", inRoom, path);
        same(socket, "rooms.members", inRoom, path + "/members");
        same(socket, "messages.history", inRoom.copy().put("limit", 5), path + "/messages?limit=5");
        same(socket, "messages.get", inRoom.copy().put("seq", 1), path + "/messages/1");
        same(socket, "messages.edits", inRoom.copy().put("seq", 1), path + "/messages/1/edits");
        same(socket, "rooms.changes", inRoom.copy().put("after", 0), path + "/changes?after=0");
        same(socket, "users.search", new JsonObject().put("q", "zz"), "/api/users?q=zz");
    }

    private void same(TestSocket socket, String address, JsonObject body, String path) {
        assertThat(socket.call(address, body).getJsonObject("body"))
                .isEqualTo(edge.send(HttpMethod.GET, path, ada, null).bodyAsJsonObject());
    }

    @Test
    void commandsWithoutContentAnswerAnEmptyBody() {
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
        JsonObject answer = edge.connect(ada).call("rooms.leave", new JsonObject().put("roomId", room.toString()));
        assertThat(answer.getJsonObject("body")).isEqualTo(new JsonObject());
    }

    @Test
    void cardsAreAskedForByIds() {
        JsonObject answer =
                edge.connect(ada).call("users.cards", new JsonObject().put("ids", new JsonArray().add(bob.toString())));
        assertThat(answer.getJsonObject("body")
                        .getJsonArray("users")
                        .getJsonObject(0)
                        .getString("username"))
                .isEqualTo("bob");
    }

    @Test
    void messagesOfOneSocketKeepTheirOrder() {
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
        TestSocket socket = edge.connect(ada);
        List<String> replies = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            replies.add(socket.post("messages.post", message(room, "m" + i)));
        }
        replies.forEach(reply -> socket.next(frame -> reply.equals(frame.getString("address"))));
        List<String> contents = edge.messages.logs.get(room).stream()
                .map(dev.parley.contracts.messages.ChatMessage::content)
                .toList();
        assertThat(contents)
                .isEqualTo(LongStream.range(0, 30).mapToObj(i -> "m" + i).toList());
    }

    @Test
    void noMoreThanSoManyCallsWait() {
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
        Promise<Posted> never = Promise.promise();
        edge.messages.instead = never.future();
        TestSocket socket = edge.connect(ada);
        for (int i = 0; i < 32; i++) {
            socket.post("messages.post", message(room, "m" + i));
        }
        JsonObject refused = socket.call("users.me", new JsonObject());
        assertThat(TestSocket.reason(refused)).isEqualTo("rate_limited");
        never.fail("over");
        assertThat(TestSocket.reason(socket.next())).isEqualTo("internal");
        for (int i = 1; i < 32; i++) {
            assertThat(TestSocket.reason(socket.next()))
                    .as("those that were not tried are to be repeated")
                    .isEqualTo("unavailable");
        }
        assertThat(socket.call("users.me", new JsonObject()).getString("type")).isEqualTo("rec");
    }

    private static JsonObject message(UUID room, String content) {
        return new JsonObject()
                .put("roomId", room.toString())
                .put("key", UUID.randomUUID().toString())
                .put("content", content);
    }
}
