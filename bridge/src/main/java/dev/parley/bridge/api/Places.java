package dev.parley.bridge.api;

import dev.parley.contracts.Caller;
import dev.parley.contracts.RecordCodec;
import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.Head;
import dev.parley.contracts.messages.MessageService;
import dev.parley.contracts.messages.ReadState;
import dev.parley.contracts.messages.RoomOverview;
import dev.parley.contracts.messages.RoomOverviews;
import dev.parley.contracts.rooms.DirectoryQuery;
import dev.parley.contracts.rooms.MemberRef;
import dev.parley.contracts.rooms.MembersQuery;
import dev.parley.contracts.rooms.NewRoom;
import dev.parley.contracts.rooms.RoleChange;
import dev.parley.contracts.rooms.Room;
import dev.parley.contracts.rooms.RoomDirectory;
import dev.parley.contracts.rooms.RoomSeat;
import dev.parley.contracts.rooms.RoomService;
import dev.parley.contracts.rooms.RoomUpdate;
import dev.parley.contracts.rooms.Seat;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Calls about rooms and seats. */
final class Places {

    private static final Head NO_LOG = new Head(0, 0, 0);

    private final RoomService rooms;
    private final MessageService messages;
    private final People people;

    Places(RoomService rooms, MessageService messages, People people) {
        this.rooms = rooms;
        this.messages = messages;
        this.people = people;
    }

    Map<String, Call> calls() {
        return Map.ofEntries(
                Map.entry("listRooms", this::list),
                Map.entry("createRoom", this::create),
                Map.entry("openDirect", this::direct),
                Map.entry("roomDirectory", this::directory),
                Map.entry("getRoom", this::get),
                Map.entry("updateRoom", this::update),
                Map.entry("joinRoom", this::join),
                Map.entry("leaveRoom", this::leave),
                Map.entry("listMembers", this::members),
                Map.entry("addMember", this::add),
                Map.entry("setRole", this::role),
                Map.entry("removeMember", this::remove));
    }

    /** A seat that says what is left to read. */
    static JsonObject seat(Seat seat, @Nullable ReadState read) {
        JsonObject json = Seat.encode(seat);
        return read == null
                ? json
                : json.put("lastReadSeq", read.lastReadSeq())
                        .put("unread", read.unread())
                        .put("mentions", read.mentions())
                        .put("readVersion", read.readVersion());
    }

    private Future<Answer> list(Caller caller, JsonObject input) {
        return rooms.list(caller).compose(seats -> {
            List<UUID> ids =
                    seats.rooms().stream().map(room -> room.room().id()).toList();
            return overview(caller, ids).compose(overviews -> listed(caller, seats.rooms(), overviews));
        });
    }

    private Future<RoomOverviews> overview(Caller caller, List<UUID> ids) {
        return ids.isEmpty() ? Future.succeededFuture(new RoomOverviews(List.of())) : messages.overview(caller, ids);
    }

    private Future<Answer> listed(Caller caller, List<RoomSeat> seats, RoomOverviews overviews) {
        Map<UUID, RoomOverview> byRoom = overviews.rooms().stream()
                .collect(Collectors.toMap(RoomOverview::roomId, Function.identity(), (one, other) -> one));
        JsonArray list = new JsonArray();
        List<UUID> seen = new ArrayList<>();
        seats.stream()
                .filter(room -> room.seat() != null)
                .sorted(Comparator.comparing((RoomSeat room) ->
                                activity(room.room(), byRoom.get(room.room().id())))
                        .reversed())
                .forEach(room -> {
                    RoomOverview overview = byRoom.get(room.room().id());
                    list.add(entry(room, overview));
                    see(room.room(), overview, seen);
                });
        return people.of(caller, seen)
                .map(cards -> Answer.ok(new JsonObject().put("rooms", list).put("users", cards)));
    }

    private static Instant activity(Room room, @Nullable RoomOverview overview) {
        ChatMessage last = overview == null ? null : overview.lastMessage();
        return last == null ? room.createdAt() : last.createdAt();
    }

    private static JsonObject entry(RoomSeat room, @Nullable RoomOverview overview) {
        ReadState read = overview == null ? null : overview.read();
        JsonObject entry = new JsonObject().put("room", Room.encode(room.room()));
        if (room.seat() != null) {
            entry.put("seat", seat(room.seat(), read));
        }
        if (overview != null && overview.lastMessage() != null) {
            entry.put("lastMessage", ChatMessage.encode(overview.lastMessage()));
        }
        return entry.put("unread", read == null ? 0 : read.unread())
                .put("mentions", read == null ? 0 : read.mentions())
                .put("head", Head.encode(read == null ? NO_LOG : read.head()));
    }

    private static void see(Room room, @Nullable RoomOverview overview, List<UUID> seen) {
        if (room.peers() != null) {
            seen.addAll(room.peers());
        }
        if (overview != null && overview.lastMessage() != null) {
            Words.see(overview.lastMessage(), seen);
        }
    }

    private Future<Answer> create(Caller caller, JsonObject input) {
        return rooms.create(caller, NewRoom.decode(input)).map(room -> Answer.made(true, both(room)));
    }

    private Future<Answer> direct(Caller caller, JsonObject input) {
        return rooms.direct(caller, RecordCodec.uuid(input.getString("userId")))
                .map(room -> Answer.made(room.created(), both(room)));
    }

    private Future<Answer> directory(Caller caller, JsonObject input) {
        return rooms.directory(caller, DirectoryQuery.decode(input)).map(page -> Answer.ok(RoomDirectory.encode(page)));
    }

    private Future<Answer> get(Caller caller, JsonObject input) {
        return rooms.get(caller, room(input)).map(room -> Answer.ok(both(room)));
    }

    private Future<Answer> update(Caller caller, JsonObject input) {
        return rooms.update(caller, RoomUpdate.decode(input))
                .map(room -> Answer.ok(new JsonObject().put("room", Room.encode(room))));
    }

    private Future<Answer> join(Caller caller, JsonObject input) {
        return rooms.join(caller, room(input)).map(room -> Answer.ok(both(room)));
    }

    private Future<Answer> leave(Caller caller, JsonObject input) {
        return rooms.leave(caller, room(input)).map(done -> Answer.done());
    }

    private Future<Answer> members(Caller caller, JsonObject input) {
        return rooms.members(caller, MembersQuery.decode(input)).compose(page -> {
            JsonArray seats = new JsonArray();
            page.members().forEach(seat -> seats.add(Seat.encode(seat)));
            JsonObject body = new JsonObject().put("members", seats);
            return people.of(caller, page.members().stream().map(Seat::userId).toList())
                    .map(cards -> {
                        body.put("users", cards);
                        return Answer.ok(page.cursor() == null ? body : body.put("cursor", page.cursor()));
                    });
        });
    }

    private Future<Answer> add(Caller caller, JsonObject input) {
        return rooms.add(caller, MemberRef.decode(input))
                .map(added -> Answer.made(added.created(), new JsonObject().put("seat", Seat.encode(added.seat()))));
    }

    private Future<Answer> role(Caller caller, JsonObject input) {
        return rooms.setRole(caller, RoleChange.decode(input))
                .map(seat -> Answer.ok(new JsonObject().put("seat", Seat.encode(seat))));
    }

    private Future<Answer> remove(Caller caller, JsonObject input) {
        return rooms.remove(caller, MemberRef.decode(input)).map(done -> Answer.done());
    }

    private static UUID room(JsonObject input) {
        return RecordCodec.uuid(input.getString("roomId"));
    }

    private static JsonObject both(RoomSeat room) {
        JsonObject json = new JsonObject().put("room", Room.encode(room.room()));
        return room.seat() == null ? json : json.put("seat", Seat.encode(room.seat()));
    }
}
