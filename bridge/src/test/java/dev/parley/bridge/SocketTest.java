package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Encodings;
import dev.parley.contracts.Event;
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
        for (int i = 0; i < 32; i++) {
            assertThat(TestSocket.reason(socket.next())).isEqualTo("internal");
        }
        assertThat(socket.call("users.me", new JsonObject()).getString("type")).isEqualTo("rec");
    }

    // ---- topics

    @Test
    void aMessageReachesEverybodyWhoListensAndIsEncodedOnce() {
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada, bob);
        List<TestSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            TestSocket socket = edge.connect(i % 2 == 0 ? ada : bob);
            socket.listen(room);
            sockets.add(socket);
        }
        long before = Encodings.total();
        sockets.getFirst().call("messages.post", message(room, "Hello"));
        for (TestSocket socket : sockets.subList(1, 20)) {
            JsonObject frame = socket.next(next -> TestSocket.type(next).equals("message.posted"));
            assertThat(frame.getString("address")).isEqualTo("room." + room);
            assertThat(frame.getJsonObject("body").getJsonObject("message").getString("content"))
                    .isEqualTo("Hello");
        }
        assertThat(Encodings.total() - before).isEqualTo(1);
    }

    @Test
    void registeringTellsHowFarTheRoomHasComeAndARepeatTellsItAgain() {
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
        edge.messages.store(room, ada, "one");
        edge.messages.store(room, ada, "two");
        edge.messages.change(room, 1, "uno");
        TestSocket socket = edge.connect(ada);
        JsonObject synced = socket.listen(room);
        assertThat(synced)
                .isEqualTo(new JsonObject()
                        .put("type", "room.synced")
                        .put("roomId", room.toString())
                        .put("epoch", 1)
                        .put("rev", 3)
                        .put("seq", 2));
        socket.post("messages.post", message(room, "three"));
        socket.next(frame -> TestSocket.type(frame).equals("message.posted"));
        assertThat(socket.listen(room).getInteger("rev")).isEqualTo(4);
    }

    @Test
    void whoComesLaterIsToldFromMemory() {
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada, bob);
        List<TestSocket> first = List.of(edge.connect(ada), edge.connect(ada));
        first.forEach(socket -> socket.listen(room));
        int asked = edge.messages.headCalls.get();
        first.getFirst().call("messages.post", message(room, "one"));
        first.forEach(socket -> socket.next(frame -> TestSocket.type(frame).equals("message.posted")));
        for (int i = 0; i < 10; i++) {
            JsonObject synced = edge.connect(bob).listen(room);
            assertThat(synced.getInteger("rev")).isEqualTo(1);
            assertThat(synced.getInteger("seq")).isEqualTo(1);
        }
        assertThat(edge.messages.headCalls.get()).isEqualTo(asked);
    }

    @Test
    void afterUnregisteringNothingComes() {
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
        TestSocket socket = edge.connect(ada);
        socket.listen(room);
        socket.write(new JsonObject().put("type", "unregister").put("address", "room." + room));
        socket.call("messages.post", message(room, "one"));
        assertThat(socket.untilNow()).isEmpty();
        assertThat(socket.listen(room).getInteger("rev")).isEqualTo(1);
        socket.call("messages.post", message(room, "two"));
        socket.write(new JsonObject().put("type", "unregister").put("address", "room." + UUID.randomUUID()));
        socket.next(frame -> TestSocket.type(frame).equals("message.posted"));
    }

    @Test
    void onlyWhoMayListensToATopic() {
        UUID hidden = edge.rooms.room(RoomKind.PRIVATE, bob);
        UUID open = edge.rooms.room(RoomKind.PUBLIC, bob);
        TestSocket socket = edge.connect(ada);
        refusedTopic(socket, "room." + hidden, "room_not_found");
        refusedTopic(socket, "room." + UUID.randomUUID(), "room_not_found");
        refusedTopic(socket, "room." + open, "not_a_member");
        refusedTopic(socket, "user." + bob, "not_allowed");
        refusedTopic(socket, "parley.users", "not_found");
        refusedTopic(socket, "parley.edge", "not_found");
        refusedTopic(socket, "room.*", "not_found");
        refusedTopic(socket, "room." + hidden.toString().toUpperCase(java.util.Locale.ROOT), "not_found");
        socket.register("user." + ada);
        assertThat(socket.untilNow()).isEmpty();
    }

    private static void refusedTopic(TestSocket socket, String topic, String reason) {
        socket.register(topic);
        JsonObject refused = socket.next(frame -> topic.equals(frame.getString("address")));
        assertThat(refused.getString("type")).isEqualTo("err");
        assertThat(refused.getString("message")).isEqualTo(reason);
        assertThat(TestSocket.reason(refused)).isEqualTo(reason);
    }

    @Test
    void manyRoomsAreCheckedWithOneCall() {
        List<UUID> rooms = LongStream.range(0, 50)
                .mapToObj(i -> edge.rooms.room(RoomKind.PRIVATE, ada))
                .toList();
        TestSocket socket = edge.connect(ada);
        int before = edge.rooms.accessCalls.get();
        int heads = edge.messages.headCalls.get();
        rooms.forEach(room -> socket.register("room." + room));
        rooms.forEach(room -> socket.next(frame -> TestSocket.type(frame).equals("room.synced")));
        assertThat(edge.rooms.accessCalls.get() - before).isEqualTo(1);
        assertThat(edge.messages.headCalls.get() - heads).isLessThan(50);
    }

    @Test
    void losingTheSeatEndsTheSubscriptionAndNothingComesAfter() {
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada, bob);
        TestSocket one = edge.connect(ada);
        TestSocket other = edge.connect(bob);
        one.listen(room);
        other.listen(room);
        other.register("user." + bob);
        other.untilNow();
        edge.rooms.removeSeat(room, bob, true);
        JsonObject ended = other.next(frame -> frame.getString("type").equals("err"));
        assertThat(ended.getString("address")).isEqualTo("room." + room);
        assertThat(TestSocket.reason(ended)).isEqualTo("not_a_member");
        one.call("messages.post", message(room, "secret"));
        one.next(frame -> TestSocket.type(frame).equals("message.posted"));
        assertThat(other.untilNow()).noneMatch(frame -> frame.encode().contains("secret"));
        refusedTopic(other, "room." + room, "room_not_found");
    }

    @Test
    void eventsOfAPersonReachOwnDevicesOnly() {
        TestSocket one = edge.connect(ada);
        TestSocket two = edge.connect(ada);
        TestSocket stranger = edge.connect(bob);
        one.register("user." + ada);
        two.register("user." + ada);
        stranger.register("user." + bob);
        List.of(one, two, stranger).forEach(TestSocket::untilNow);
        UUID room = UUID.randomUUID();
        edge.bus.tell(new Event.RoomRemoved(room, ada, 1));
        one.next(frame -> TestSocket.type(frame).equals("room.removed"));
        two.next(frame -> TestSocket.type(frame).equals("room.removed"));
        assertThat(stranger.untilNow()).isEmpty();
    }

    @Test
    void whoHasASessionKeepsItsSocketWhenTheNextTokenIsFalse() {
        TestSocket socket = edge.connect(ada);
        assertThat(TestSocket.reason(socket.call("session.open", new JsonObject().put("token", "a.b.c"))))
                .isEqualTo("unauthenticated");
        assertThat(socket.call("users.me", new JsonObject()).getString("type")).isEqualTo("rec");
    }

    // ---- typing

    @Test
    void typingIsToldOnceInAWhileAndOnlyByListeners() {
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada, bob);
        JsonObject inRoom = new JsonObject().put("roomId", room.toString());
        TestSocket writer = edge.connect(ada);
        TestSocket reader = edge.connect(bob);
        assertThat(TestSocket.reason(writer.call("typing.start", inRoom))).isEqualTo("not_a_member");
        writer.listen(room);
        reader.listen(room);
        for (int i = 0; i < 3; i++) {
            assertThat(writer.call("typing.start", inRoom).getJsonObject("body"))
                    .isEqualTo(new JsonObject());
        }
        writer.call("typing.stop", inRoom);
        writer.call("typing.stop", inRoom);
        writer.call("typing.start", inRoom);
        writer.call("typing.stop", inRoom);
        writer.call("messages.post", message(room, "done"));
        List<String> seen = new ArrayList<>();
        reader.next(frame -> {
            seen.add(TestSocket.type(frame) + frame.getJsonObject("body").getValue("on"));
            return TestSocket.type(frame).equals("message.posted");
        });
        assertThat(seen).containsExactly("typingtrue", "typingfalse", "message.postednull");
    }

    private static JsonObject message(UUID room, String content) {
        return new JsonObject()
                .put("roomId", room.toString())
                .put("key", UUID.randomUUID().toString())
                .put("content", content);
    }
}
