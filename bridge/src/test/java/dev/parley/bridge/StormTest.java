package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.rooms.RoomKind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** When everybody comes back at once, the owners are asked a few times for many, and not many times for one. */
@NullUnmarked
class StormTest {

    private static final int PEOPLE = 100;
    private static final int ROOMS = 20;

    private static TestEdge edge;

    @BeforeAll
    static void start() {
        edge = new TestEdge();
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @Test
    void whoeverComesWhileTheOwnersAreAskedWaitsForOneMoreCall() {
        List<UUID> people =
                IntStream.range(0, PEOPLE).mapToObj(i -> edge.person("p" + i)).toList();
        UUID[] everybody = people.toArray(UUID[]::new);
        List<UUID> rooms = IntStream.range(0, ROOMS)
                .mapToObj(i -> edge.rooms.room(RoomKind.PRIVATE, everybody))
                .toList();

        List<Integer> strangers = storm(people, rooms);
        assertThat(strangers.subList(0, 2)).as("accounts and seats").containsExactly(2, 2);
        assertThat(strangers.get(2)).as("heads").isBetween(1, 2);
        assertThat(storm(people, rooms))
                .as("accounts; seats and heads are known")
                .containsExactly(2, 0, 0);
    }

    /**
     * Everybody opens a socket and registers on all rooms; how often the owners were asked for accounts, seats and heads. Nobody is told of an account before all have asked for theirs, and nobody but the first
     * before the owners of seats and heads were asked; those do not answer before everybody has asked.
     */
    private static List<Integer> storm(List<UUID> people, List<UUID> rooms) {
        List<Integer> before = calls();
        boolean known = before.get(2) > 0;
        Promise<Void> account = Promise.promise();
        Promise<Void> accounts = Promise.promise();
        Promise<Void> answer = Promise.promise();
        hold(account::future, answer::future);
        TestSocket first = come(people.getFirst(), rooms);
        until(() -> calls().get(0) > before.get(0));
        long frames = edge.edge.counters().frames.sum();
        List<TestSocket> sockets = new ArrayList<>();
        people.subList(1, people.size()).forEach(person -> sockets.add(come(person, rooms)));
        until(() -> edge.edge.counters().frames.sum() == frames + sockets.size());
        everyEventLoopTurns();
        hold(accounts::future, answer::future);
        account.complete();
        until(() -> known || calls().get(1) > before.get(1) && calls().get(2) > before.get(2));
        accounts.complete();
        sockets.forEach(StormTest::handled);
        hold(Future::succeededFuture, Future::succeededFuture);
        answer.complete();
        sockets.add(first);
        sockets.forEach(StormTest::live);
        List<Integer> after = calls();
        return List.of(after.get(0) - before.get(0), after.get(1) - before.get(1), after.get(2) - before.get(2));
    }

    /** New sockets go to the event loops in turn: what these have taken before is handled. */
    private static void everyEventLoopTurns() {
        for (int i = 0; i < 2; i++) {
            handled(edge.connect());
        }
    }

    private static TestSocket come(UUID person, List<UUID> rooms) {
        TestSocket socket = edge.connect();
        socket.post("session.open", new JsonObject().put("token", edge.token(person)));
        rooms.forEach(room -> socket.register("room." + room));
        return socket;
    }

    /** All that the socket has sent was looked at; a room that is known already is told at once. */
    private static void handled(TestSocket socket) {
        socket.write(new JsonObject().put("type", "ping"));
        List<JsonObject> early = new ArrayList<>();
        socket.next(frame -> early.add(frame) && "pong".equals(frame.getString("type")));
        early.removeLast();
        socket.frames.addAll(early);
    }

    private static void live(TestSocket socket) {
        boolean open = false;
        for (int synced = 0; synced < ROOMS || !open; ) {
            JsonObject frame = socket.next();
            assertThat(frame.getString("type")).isEqualTo("rec");
            if (TestSocket.type(frame).equals("room.synced")) {
                synced++;
            } else {
                open = true;
            }
        }
    }

    private static List<Integer> calls() {
        return List.of(edge.users.accountCalls.get(), edge.rooms.accessCalls.get(), edge.messages.headCalls.get());
    }

    private static void hold(Supplier<Future<Void>> accounts, Supplier<Future<Void>> answer) {
        edge.users.whenAskedForAccounts = accounts;
        edge.rooms.whenAskedForSeats = answer;
        edge.messages.whenAskedForHeads = answer;
    }

    private static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }
}
