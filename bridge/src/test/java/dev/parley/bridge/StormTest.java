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

    /** Everybody opens a socket and registers on all rooms while the first calls are not answered; how often the owners were asked for accounts, seats and heads. */
    private static List<Integer> storm(List<UUID> people, List<UUID> rooms) {
        List<Integer> before = calls();
        Promise<Void> answer = Promise.promise();
        hold(answer::future);
        boolean known = before.get(2) > 0;
        TestSocket first = come(people.getFirst(), rooms);
        until(() -> calls().get(0) > before.get(0) && (known || calls().get(1) > before.get(1)));
        until(() -> known || calls().get(2) > before.get(2));
        List<TestSocket> sockets = new ArrayList<>();
        people.subList(1, people.size()).forEach(person -> sockets.add(come(person, rooms)));
        sockets.forEach(StormTest::handled);
        hold(Future::succeededFuture);
        answer.complete();
        sockets.add(first);
        sockets.forEach(StormTest::live);
        List<Integer> after = calls();
        return List.of(after.get(0) - before.get(0), after.get(1) - before.get(1), after.get(2) - before.get(2));
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

    private static void hold(Supplier<Future<Void>> answer) {
        edge.users.whenAskedForAccounts = answer;
        edge.rooms.whenAskedForSeats = answer;
        edge.messages.whenAskedForHeads = answer;
    }

    private static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }
}
