package dev.parley.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.Head;
import dev.parley.contracts.messages.MessageKind;
import dev.parley.contracts.messages.ReadState;
import dev.parley.contracts.messages.RoomOverview;
import dev.parley.contracts.rooms.Room;
import dev.parley.contracts.rooms.RoomKind;
import dev.parley.contracts.rooms.RoomSeat;
import dev.parley.contracts.rooms.Seat;
import dev.parley.contracts.rooms.SeatRole;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoomListTest {

    private static final Instant THEN = Instant.parse("2026-01-31T09:30:00Z");
    private static final UUID ADA = new UUID(0, 1);

    private final List<RoomSeat> rooms =
            IntStream.range(0, 60).mapToObj(RoomListTest::room).toList();
    private final List<RoomOverview> overviews =
            new ArrayList<>(IntStream.range(0, 60).mapToObj(n -> active(n, n)).toList());

    @Test
    void pagesFollowOneAnotherFromTheNewestActivityOn() {
        List<String> listed = new ArrayList<>();
        RoomList page = new RoomList(rooms, overviews, null);
        listed.addAll(ids(page));
        assertThat(page.cursor()).isNotNull();
        while (page.cursor() != null) {
            page = new RoomList(rooms, overviews, RoomList.Place.of(page.cursor()));
            listed.addAll(ids(page));
        }
        assertThat(listed)
                .containsExactlyElementsOf(IntStream.range(0, 60)
                        .mapToObj(n -> id(59 - n).toString())
                        .toList());
    }

    @Test
    void aRoomThatBecomesActiveBetweenTwoPagesIsNotMissed() {
        RoomList first = new RoomList(rooms, overviews, null);
        overviews.set(3, active(3, 1_000));
        RoomList second = new RoomList(rooms, overviews, RoomList.Place.of(first.cursor()));
        assertThat(ids(first)).doesNotContain(id(3).toString());
        assertThat(ids(second)).startsWith(id(3).toString());
    }

    private static List<String> ids(RoomList page) {
        return page.entries().stream()
                .map(entry -> ((JsonObject) entry).getJsonObject("room").getString("id"))
                .toList();
    }

    private static UUID id(int n) {
        return new UUID(1, n);
    }

    private static RoomSeat room(int n) {
        Room room = new Room(id(n), RoomKind.PRIVATE, "Room " + n, null, ADA, THEN, null, 1, 1, null);
        return new RoomSeat(room, new Seat(id(n), ADA, SeatRole.MEMBER, THEN), false);
    }

    private static RoomOverview active(int n, int seconds) {
        Head head = new Head(1, 1, 1);
        ChatMessage last = new ChatMessage(
                new UUID(2, n),
                id(n),
                1,
                1,
                ADA,
                MessageKind.TEXT,
                "x".repeat(8_000),
                "k",
                THEN.plusSeconds(seconds),
                null,
                null,
                null,
                null,
                null,
                null);
        return new RoomOverview(id(n), last, new ReadState(id(n), ADA, 0, 0, 0, head, 0));
    }
}
