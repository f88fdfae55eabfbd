package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.socket.Feed;
import dev.parley.contracts.Event;
import dev.parley.contracts.rooms.Room;
import dev.parley.contracts.rooms.RoomKind;
import dev.parley.contracts.users.EndedSession;
import dev.parley.contracts.users.EndedSessions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node that stood still, or waits for an owner, hands nothing on to whom may not hear it any more. */
@NullUnmarked
class StandstillTest {

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
        edge.messages.beforeNewHeads = Future::succeededFuture;
        edge.users.pending = null;
        ada = edge.person("ada");
        room = edge.rooms.room(RoomKind.PRIVATE, ada);
        socket = edge.connect(ada);
        socket.listen(room);
    }

    @Test
    void whileHeadsAreWaitedForSessionsAndSeatsThatEndAreFound() {
        UUID bob = edge.person("bob");
        TestSocket other = edge.connect(bob);
        Promise<Void> slow = untilHeadsAreAskedFor();
        int asked = edge.messages.newHeadCalls.get();
        edge.users.ended.add(new EndedSession(edge.session(bob), bob));
        edge.rooms.removeSeat(room, ada, false);
        assertThat(other.closeCode()).isEqualTo(4401);
        socket.next(frame -> frame.getString("type").equals("err"));
        assertThat(edge.messages.newHeadCalls).hasValue(asked);
        slow.complete();
    }

    /** What the answer to the question which rooms have gone on waits for, once it was asked. */
    private static Promise<Void> untilHeadsAreAskedFor() {
        Promise<Void> slow = Promise.promise();
        edge.messages.beforeNewHeads = slow::future;
        int asked = edge.messages.newHeadCalls.get();
        while (edge.messages.newHeadCalls.get() == asked) {
            Thread.onSpinWait();
        }
        return slow;
    }

    @Test
    void aNodeThatStoodStillHandsNothingOnBeforeItHasAsked() {
        Promise<EndedSessions> answer = untilSessionsAreAskedFor();
        hold();
        heldBack("late");
        answered(answer);
        assertThat(nextMessage().getString("content")).isEqualTo("late");
    }

    @Test
    void aNodeThatStoodStillHandsNothingOnBeforeItHasReadTheHeads() {
        UUID bob = edge.person("bob");
        TestSocket other = edge.connect(bob);
        Promise<Void> slow = untilHeadsAreAskedFor();
        hold();
        edge.users.ended.add(new EndedSession(edge.session(bob), bob));
        assertThat(other.closeCode()).isEqualTo(4401);
        heldBack("late");
        slow.complete();
        assertThat(nextMessage().getString("content")).isEqualTo("late");
    }

    @Test
    void aSessionThatEndsWhileEventsAreHeldIsClosedAtOnce() {
        UUID bob = edge.person("bob");
        TestSocket other = edge.connect(bob);
        Promise<EndedSessions> answer = untilSessionsAreAskedFor();
        hold();
        edge.bus.tell(new Event.SessionEnded(bob, edge.session(bob)));
        assertThat(other.closeCode()).isEqualTo(4401);
        heldBack("late");
        answered(answer);
        assertThat(nextMessage().getString("content")).isEqualTo("late");
    }

    @Test
    void whatIsFoundWhileEventsAreHeldIsHeldToo() {
        Promise<EndedSessions> answer = untilSessionsAreAskedFor();
        hold();
        edge.rooms.changedRooms.add(renamed());
        int polls = edge.rooms.changePolls.get();
        while (edge.rooms.changePolls.get() < polls + 3) {
            Thread.onSpinWait();
        }
        assertThat(socket.untilNow()).isEmpty();
        answered(answer);
        socket.next(frame -> TestSocket.type(frame).equals("room.updated"));
    }

    @Test
    void aNodeWhoseMachineWasSuspendedHandsNothingOnBeforeItHasAsked() {
        Promise<EndedSessions> answer = untilSessionsAreAskedFor();
        edge.ahead = edge.ahead.plusMinutes(1);
        heldBack("late");
        answered(answer);
        assertThat(nextMessage().getString("content")).isEqualTo("late");
    }

    private Room renamed() {
        Room old = edge.rooms.rooms.get(room);
        return new Room(room, old.kind(), "Renamed", null, null, old.createdAt(), null, 1, 99, null);
    }

    private static void hold() {
        Feed feed = edge.edge.parts().feed();
        feed.execute(feed::hold);
    }

    private static Promise<EndedSessions> untilSessionsAreAskedFor() {
        Promise<EndedSessions> answer = Promise.promise();
        int polls = edge.users.polls.get();
        edge.users.pending = answer;
        while (edge.users.polls.get() == polls) {
            Thread.onSpinWait();
        }
        return answer;
    }

    private static void answered(Promise<EndedSessions> answer) {
        edge.users.pending = null;
        answer.complete(new EndedSessions(1, false, Instant.now(), List.of()));
    }

    /** Tells of a message that has come to the node and not to the socket. */
    private void heldBack(String content) {
        long events = edge.edge.counters().events.sum();
        edge.messages.tell(edge.messages.store(room, ada, content));
        while (edge.edge.counters().events.sum() == events) {
            Thread.onSpinWait();
        }
        assertThat(socket.untilNow()).isEmpty();
    }

    @Test
    void whatIsFetchedIsNotHandedOnBeforeItIsKnownWhoHasLeft() {
        UUID bob = edge.person("bob");
        UUID shared = edge.rooms.room(RoomKind.PRIVATE, ada, bob);
        TestSocket left = edge.connect(bob);
        left.listen(shared);
        socket.listen(shared);
        Promise<EndedSessions> answer = Promise.promise();
        edge.users.pending = answer;
        Feed feed = edge.edge.parts().feed();
        while (feed.knows()) {
            Thread.onSpinWait();
        }
        edge.rooms.removeSeat(shared, bob, false);
        edge.messages.store(shared, ada, "lost");
        edge.messages.tell(edge.messages.store(shared, ada, "comes too early"));
        assertThat(socket.untilNow()).isEmpty();
        edge.users.pending = null;
        answer.fail("not now");
        assertThat(nextMessage().getString("content")).isEqualTo("lost");
        assertThat(nextMessage().getString("content")).isEqualTo("comes too early");
        assertThat(left.untilNow()).extracting(TestSocket::type).doesNotContain("message.posted");
    }

    private JsonObject nextMessage() {
        return socket.next(frame -> TestSocket.type(frame).startsWith("message."))
                .getJsonObject("body")
                .getJsonObject("message");
    }
}
