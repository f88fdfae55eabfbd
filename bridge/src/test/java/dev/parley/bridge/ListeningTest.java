package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Addresses;
import dev.parley.contracts.Encodings;
import dev.parley.contracts.Event;
import dev.parley.contracts.rooms.Access;
import dev.parley.contracts.rooms.RoomKind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What sockets hear: topics, the right to them, and typing. */
@NullUnmarked
class ListeningTest {

    private static TestEdge edge;

    /** Asks for every seat each time. */
    private static TestEdge unbelieving;

    private UUID ada;
    private UUID bob;

    @BeforeAll
    static void start() {
        edge = new TestEdge();
        unbelieving = new TestEdge(new JsonObject().put("seatCacheMs", 0));
    }

    @AfterAll
    static void stop() {
        edge.close();
        unbelieving.close();
    }

    @BeforeEach
    void newPeople() {
        edge.messages.instead = null;
        edge.messages.whenAskedForHeads = Future::succeededFuture;
        ada = edge.person("ada");
        bob = edge.person("bob");
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
    void aSeatThatIsLostBeforeTheTopicHasStartedIsNotBelieved() {
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada, bob);
        UUID other = edge.rooms.room(RoomKind.PRIVATE, bob);
        TestSocket one = edge.connect(ada);
        TestSocket two = edge.connect(bob);
        two.listen(other);
        Promise<Void> slow = Promise.promise();
        edge.messages.whenAskedForHeads = slow::future;
        int asked = edge.messages.headCalls.get();
        two.register("room." + room);
        while (edge.messages.headCalls.get() == asked) {
            Thread.onSpinWait();
        }
        // all that is done about it where the feed has not been told yet who listens
        edge.edge.parts().gate().told(edge.rooms.endSeat(room, bob));
        slow.complete();
        JsonObject refused = two.next(frame -> ("room." + room).equals(frame.getString("address")));
        assertThat(refused.getString("message")).isEqualTo("room_not_found");
        one.call("messages.post", message(room, "secret"));
        assertThat(two.untilNow()).noneMatch(frame -> frame.encode().contains("secret"));
    }

    @Test
    void theEndOfASeatThatComesLateEndsNoNewerOneThatWasToldOf() {
        UUID carol = unbelieving.person("carol");
        UUID room = unbelieving.rooms.room(RoomKind.PRIVATE, carol);
        TestSocket socket = unbelieving.connect(carol);
        socket.listen(room);
        Access gone = unbelieving.rooms.endSeat(room, carol);
        Access given = unbelieving.rooms.giveSeat(room, carol);
        unbelieving.bus.publish(Addresses.SEATS, Access.encode(given));
        goesOnListening(unbelieving, socket, gone);
    }

    @Test
    void theEndOfASeatThatComesLateEndsNoNewerOneThatWasAskedFor() {
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada, bob);
        Access gone = edge.rooms.endSeat(room, bob);
        edge.rooms.giveSeat(room, bob);
        TestSocket socket = edge.connect(bob);
        socket.listen(room);
        goesOnListening(edge, socket, gone);
    }

    private static void goesOnListening(TestEdge at, TestSocket socket, Access gone) {
        at.bus.tell(new Event.MemberLeft(gone.roomId(), gone.userId(), gone.version()));
        at.bus.publish(Addresses.SEATS, Access.encode(gone));
        at.messages.tell(at.messages.store(gone.roomId(), gone.userId(), "still here"));
        JsonObject next = socket.next();
        assertThat(next.getString("type")).isEqualTo("rec");
        assertThat(TestSocket.type(next)).isEqualTo("message.posted");
    }

    @Test
    void whereNoSeatIsBelievedPeopleListenToo() {
        UUID carol = unbelieving.person("carol");
        UUID room = unbelieving.rooms.room(RoomKind.PRIVATE, carol);
        assertThat(unbelieving.connect(carol).listen(room).getInteger("rev")).isZero();
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
