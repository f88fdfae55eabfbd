package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.ReadMarker;
import dev.parley.contracts.rooms.Access;
import dev.parley.contracts.rooms.Room;
import dev.parley.contracts.rooms.RoomKind;
import dev.parley.contracts.users.EndedSession;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the bus loses, doubles or overtakes is put right before a client notices. */
@NullUnmarked
class FeedTest {

    private static TestEdge edge;
    private UUID ada;
    private UUID room;
    private TestSocket socket;

    @BeforeAll
    static void start() {
        edge = new TestEdge();
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @BeforeEach
    void listen() {
        edge.messages.reset = false;
        edge.messages.heads = true;
        edge.messages.epoch = 1;
        edge.messages.whenAskedForChanges = () -> {};
        edge.messages.before = Future::succeededFuture;
        edge.messages.beforeNewHeads = Future::succeededFuture;
        edge.users.pending = null;
        ada = edge.person("ada");
        room = edge.rooms.room(RoomKind.PRIVATE, ada);
        socket = edge.connect(ada);
        socket.listen(room);
    }

    @Test
    void whatTheBusLostComesLate() {
        edge.messages.store(room, ada, "lost");
        assertThat(nextMessage().getString("content")).isEqualTo("lost");
    }

    @Test
    void aReadMarkerThatTheBusLostComesLateAndAnOldOneDoesNotComeAtAll() {
        socket.register("user." + ada);
        edge.messages.markers.add(new ReadMarker(room, ada, 2));
        assertThat(nextReadVersion()).isEqualTo(2);
        edge.messages.tell(room, ada, 1);
        edge.messages.tell(room, ada, 2);
        edge.messages.tell(room, ada, 3);
        assertThat(nextReadVersion()).isEqualTo(3);
    }

    private long nextReadVersion() {
        return socket.next(frame -> "read.advanced".equals(TestSocket.type(frame)))
                .getJsonObject("body")
                .getLong("readVersion");
    }

    @Test
    void aLostMessageIsFetchedBeforeALaterOneIsHandedOn() {
        long repairs = edge.edge.counters().repairs.sum();
        edge.messages.store(room, ada, "one");
        edge.messages.store(room, ada, "two");
        edge.messages.tell(edge.messages.store(room, ada, "three"));
        assertThat(revs(3)).containsExactly(1L, 2L, 3L);
        assertThat(edge.edge.counters().repairs.sum()).isGreaterThan(repairs);
    }

    @Test
    void whatIsOnlyLateIsNotAskedForWhenItsTurnComes() {
        List<UUID> rooms = IntStream.range(0, 12)
                .mapToObj(i -> edge.rooms.room(RoomKind.PRIVATE, ada))
                .toList();
        rooms.forEach(socket::listen);
        Promise<Void> slow = Promise.promise();
        edge.messages.before = slow::future;
        int before = edge.messages.changesCalls.get();
        List<ChatMessage> late =
                rooms.stream().map(id -> edge.messages.store(id, ada, "late")).toList();
        while (edge.messages.changesCalls.get() == before) {
            Thread.onSpinWait();
        }
        late.forEach(edge.messages::tell);
        rooms.forEach(id -> nextMessage());
        slow.complete();
        edge.messages.store(room, ada, "lost");
        assertThat(nextMessage().getString("content")).isEqualTo("lost");
        assertThat(edge.messages.changesCalls.get() - before).isBetween(2, 3);
    }

    @Test
    void markersThatAreOnlyLateAreNotAskedForWhenTheirTurnComes() {
        List<UUID> people =
                IntStream.range(0, 8).mapToObj(i -> edge.person("reader" + i)).toList();
        List<TestSocket> sockets = people.stream()
                .map(person -> {
                    TestSocket theirs = edge.connect(person);
                    theirs.register("user." + person);
                    return theirs;
                })
                .toList();
        Promise<Void> slow = Promise.promise();
        edge.messages.before = slow::future;
        int before = edge.messages.overviewCalls.get();
        people.forEach(person -> edge.messages.markers.add(new ReadMarker(room, person, 2)));
        while (edge.messages.overviewCalls.get() == before) {
            Thread.onSpinWait();
        }
        people.forEach(person -> edge.messages.tell(room, person, 2));
        sockets.forEach(theirs -> theirs.next(frame -> "read.advanced".equals(TestSocket.type(frame))));
        slow.complete();
        socket.register("user." + ada);
        edge.messages.markers.add(new ReadMarker(room, ada, 2));
        assertThat(nextReadVersion()).isEqualTo(2);
        assertThat(edge.messages.overviewCalls.get() - before).isBetween(2, 3);
    }

    @Test
    void messagesThatOvertakeEachOtherAreHandedOnInOrder() {
        List<ChatMessage> stored = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            stored.add(edge.messages.store(room, ada, "m" + i));
        }
        Collections.shuffle(stored, new Random(7));
        stored.forEach(edge.messages::tell);
        assertThat(revs(40)).isEqualTo(LongStream.rangeClosed(1, 40).boxed().toList());
    }

    @Test
    void gapsThatCloseWhileTheyAreBeingFilledAreNoReasonToBeginAnew() {
        long resyncs = edge.edge.counters().resyncs.sum();
        for (int round = 0; round < 6; round++) {
            ChatMessage late = edge.messages.store(room, ada, "late");
            ChatMessage next = edge.messages.store(room, ada, "next");
            edge.messages.whenAskedForChanges = () -> edge.messages.tell(late);
            edge.messages.tell(next);
            assertThat(revs(2)).containsExactly(late.rev(), next.rev());
        }
        socket.untilNow();
        assertThat(edge.edge.counters().resyncs.sum()).isEqualTo(resyncs);
    }

    @Test
    void whatComesTwiceIsHandedOnOnce() {
        ChatMessage one = edge.messages.store(room, ada, "one");
        edge.messages.tell(one);
        edge.messages.tell(one);
        ChatMessage two = edge.messages.store(room, ada, "two");
        edge.messages.tell(two);
        edge.messages.tell(one);
        assertThat(revs(2)).containsExactly(1L, 2L);
        edge.messages.tell(edge.messages.store(room, ada, "three"));
        assertThat(revs(1)).containsExactly(3L);
    }

    @Test
    void aChangeThatWasOvertakenLeavesAGapThatTheClientSees() {
        edge.messages.store(room, ada, "one");
        edge.messages.change(room, 1, "uno");
        edge.messages.tell(edge.messages.store(room, ada, "two"));
        assertThat(revs(2)).containsExactly(2L, 3L);
    }

    @Test
    void whoeverIsTooFarBehindIsToldTheHead() {
        edge.messages.reset = true;
        edge.messages.store(room, ada, "one");
        edge.messages.tell(edge.messages.store(room, ada, "two"));
        JsonObject synced = socket.next(frame -> TestSocket.type(frame).equals("room.synced"));
        assertThat(synced.getJsonObject("body").getInteger("rev")).isEqualTo(2);
        edge.messages.reset = false;
        edge.messages.tell(edge.messages.store(room, ada, "three"));
        assertThat(revs(1)).containsExactly(3L);
    }

    @Test
    void anotherEpochIsToldAsANewHead() {
        edge.messages.tell(edge.messages.store(room, ada, "one"));
        assertThat(revs(1)).containsExactly(1L);
        edge.messages.epoch = 2;
        edge.messages.tell(edge.messages.store(room, ada, "two"));
        JsonObject synced = socket.next(frame -> TestSocket.type(frame).equals("room.synced"));
        assertThat(synced.getJsonObject("body").getInteger("epoch")).isEqualTo(2);
        edge.messages.tell(edge.messages.store(room, ada, "three"));
        assertThat(revs(1)).containsExactly(3L);
    }

    @Test
    void aRoomThatCannotBeStartedIsStartedWhenItCan() {
        edge.messages.heads = false;
        UUID other = edge.rooms.room(RoomKind.PRIVATE, ada);
        int asked = edge.messages.headCalls.get();
        socket.register("room." + other);
        while (edge.messages.headCalls.get() == asked) {
            Thread.onSpinWait();
        }
        edge.messages.store(other, ada, "one");
        edge.messages.heads = true;
        JsonObject synced = socket.next(frame -> TestSocket.type(frame).equals("room.synced"));
        assertThat(synced.getJsonObject("body").getInteger("rev")).isEqualTo(1);
    }

    @Test
    void aRoomThatCannotBeStartedForLongIsRefusedAndCanBeAskedForAgain() {
        edge.messages.heads = false;
        UUID other = edge.rooms.room(RoomKind.PRIVATE, ada);
        socket.register("room." + other);
        JsonObject refused = socket.next();
        assertThat(refused.getString("address")).isEqualTo("room." + other);
        assertThat(TestSocket.reason(refused)).isEqualTo("storage_unavailable");
        assertThat(refused.getJsonObject("body").getJsonObject("error").getBoolean("retryable"))
                .isTrue();
        edge.messages.heads = true;
        assertThat(socket.listen(other).getInteger("rev")).isZero();
    }

    @Test
    void aSeatWhoseEndTheBusLostEndsTheSubscription() {
        socket.register("user." + ada);
        socket.untilNow();
        edge.rooms.removeSeat(room, ada, false);
        JsonObject ended = socket.next(frame -> frame.getString("type").equals("err"));
        assertThat(ended.getString("address")).isEqualTo("room." + room);
        JsonObject removed = socket.next(frame -> TestSocket.type(frame).equals("room.removed"));
        assertThat(removed.getJsonObject("body").getString("roomId")).isEqualTo(room.toString());
    }

    @Test
    void aSeatWhoseEndWasHeardOfEndsTheSubscriptionThatWasLeft() {
        Access gone = edge.rooms.endSeat(room, ada);
        edge.edge.parts().gate().told(gone);
        edge.rooms.changedSeats.add(gone);
        JsonObject ended = socket.next(frame -> frame.getString("type").equals("err"));
        assertThat(ended.getString("address")).isEqualTo("room." + room);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSeatThatTheBusLostIsToldWhateverWasHeardOfIt(boolean news) {
        socket.register("user." + ada);
        socket.untilNow();
        UUID other = edge.rooms.room(RoomKind.PRIVATE);
        edge.rooms.addSeatSilently(other, ada, news);
        JsonObject added = socket.next(frame -> TestSocket.type(frame).equals("room.added"));
        assertThat(added.getJsonObject("body").getJsonObject("room").getString("id"))
                .isEqualTo(other.toString());
    }

    @Test
    void aRoomWhoseChangeTheBusLostIsToldOnce() {
        edge.rooms.changedRooms.add(renamed());
        socket.next(frame -> TestSocket.type(frame).equals("room.updated"));
        edge.messages.store(room, ada, "after");
        socket.next(frame -> {
            assertThat(TestSocket.type(frame)).isNotEqualTo("room.updated");
            return TestSocket.type(frame).equals("message.posted");
        });
    }

    @Test
    void aSessionWhoseEndTheBusLostIsClosed() {
        UUID bob = edge.person("bob");
        TestSocket other = edge.connect(bob);
        edge.users.ended.add(new EndedSession(edge.session(bob), bob));
        assertThat(other.closeCode()).isEqualTo(4401);
        assertThat(socket.call("users.me", new JsonObject()).getString("type")).isEqualTo("rec");
    }

    private JsonObject nextMessage() {
        return socket.next(frame -> TestSocket.type(frame).startsWith("message."))
                .getJsonObject("body")
                .getJsonObject("message");
    }

    private Room renamed() {
        Room old = edge.rooms.rooms.get(room);
        return new Room(room, old.kind(), "Renamed", null, null, old.createdAt(), null, 1, 99, null);
    }

    private List<Long> revs(int count) {
        List<Long> revs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            revs.add(nextMessage().getLong("rev"));
        }
        return revs;
    }
}
