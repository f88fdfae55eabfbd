package dev.parley.bridge.api;

import dev.parley.contracts.Failures;
import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.Head;
import dev.parley.contracts.messages.ReadState;
import dev.parley.contracts.messages.RoomOverview;
import dev.parley.contracts.rooms.Room;
import dev.parley.contracts.rooms.RoomSeat;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A page of the list of somebody's rooms: the newest activity first, of at most about 128 KiB, but with at least one room.
 *
 * <p>A room that becomes active while somebody goes from page to page would jump to a page that was read. The place where a page ends therefore remembers the newest activity of the first page: whatever is newer is on the next
 * page too, so that no room is missed, and some may come twice.
 */
final class RoomList {

    private static final int PAGE_BYTES = 128 << 10;
    private static final Head NO_LOG = new Head(0, 0, 0);

    private final List<Line> page = new ArrayList<>();
    private final JsonArray entries = new JsonArray();
    private @Nullable Place next;

    /** The page after a place; the first one without any. */
    RoomList(List<RoomSeat> rooms, List<RoomOverview> overviews, @Nullable Place after) {
        Map<UUID, RoomOverview> byRoom = overviews.stream()
                .collect(Collectors.toMap(RoomOverview::roomId, Function.identity(), (one, other) -> one));
        List<Line> lines = rooms.stream()
                .filter(room -> room.seat() != null)
                .map(room -> new Line(room, byRoom.get(room.room().id())))
                .filter(line -> after == null || after.isBefore(line))
                .sorted(Comparator.comparing(Line::activity)
                        .thenComparing(line -> line.room().id())
                        .reversed())
                .toList();
        int bytes = 0;
        for (Line line : lines) {
            JsonObject entry = line.entry();
            bytes += entry.encode().getBytes(StandardCharsets.UTF_8).length;
            if (bytes > PAGE_BYTES && !page.isEmpty()) {
                next = page.getLast().place(after == null ? lines.getFirst().activity() : after.newest);
                break;
            }
            page.add(line);
            entries.add(entry);
        }
    }

    /** The rooms as an answer shows them. */
    JsonArray entries() {
        return entries;
    }

    /** Whose names a reader needs, the most needed first. */
    List<UUID> people() {
        List<UUID> people = new ArrayList<>();
        page.forEach(
                line -> people.addAll(Objects.requireNonNullElse(line.room().peers(), List.of())));
        people.addAll(Words.people(page.stream()
                .map(Line::lastMessage)
                .filter(Objects::nonNull)
                .map(message -> (ChatMessage) message)
                .toList()));
        return people;
    }

    /** Where the next page begins; null when this is the last. */
    @Nullable
    String cursor() {
        return next == null ? null : next.cursor();
    }

    /**
     * Where a page ends.
     *
     * @param newest the newest activity of the first page
     * @param activity that of the last room of the page
     * @param roomId the last room of the page
     */
    record Place(Instant newest, Instant activity, UUID roomId) {

        /** The place that a cursor stands for; fails with {@code invalid_request} when it is none. */
        static @Nullable Place of(@Nullable String cursor) {
            if (cursor == null) {
                return null;
            }
            try {
                JsonArray place =
                        new JsonArray(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
                return new Place(
                        Instant.parse(place.getString(0)),
                        Instant.parse(place.getString(1)),
                        UUID.fromString(place.getString(2)));
            } catch (RuntimeException e) {
                throw Failures.invalidField("/cursor", "must come from the page before");
            }
        }

        private String cursor() {
            String place = new JsonArray()
                    .add(newest.toString())
                    .add(activity.toString())
                    .add(roomId.toString())
                    .encode();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8));
        }

        private boolean isBefore(Line line) {
            int older = line.activity().compareTo(activity);
            return older < 0
                    || (older == 0 && line.room().id().compareTo(roomId) < 0)
                    || line.activity().isAfter(newest);
        }
    }

    private record Line(RoomSeat seated, @Nullable RoomOverview overview) {

        Room room() {
            return seated.room();
        }

        @Nullable
        ChatMessage lastMessage() {
            return overview == null ? null : overview.lastMessage();
        }

        Instant activity() {
            ChatMessage last = lastMessage();
            return last == null ? room().createdAt() : last.createdAt();
        }

        Place place(Instant newest) {
            return new Place(newest, activity(), room().id());
        }

        JsonObject entry() {
            ReadState read = overview == null ? null : overview.read();
            JsonObject entry = new JsonObject().put("room", Room.encode(room()));
            if (seated.seat() != null) {
                entry.put("seat", Places.seat(seated.seat(), read));
            }
            ChatMessage last = lastMessage();
            if (last != null) {
                entry.put("lastMessage", ChatMessage.encode(last));
            }
            return entry.put("unread", read == null ? 0 : read.unread())
                    .put("mentions", read == null ? 0 : read.mentions())
                    .put("head", Head.encode(read == null ? NO_LOG : read.head()));
        }
    }
}
