package dev.parley.bridge.api;

import dev.parley.contracts.Caller;
import dev.parley.contracts.RecordCodec;
import dev.parley.contracts.messages.MessageService;
import dev.parley.contracts.messages.ReadState;
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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Calls about rooms and seats. */
final class Places {

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
        RoomList.Place after = RoomList.Place.of(input.getString("cursor"));
        return rooms.list(caller).compose(seats -> {
            List<UUID> ids =
                    seats.rooms().stream().map(room -> room.room().id()).toList();
            return overview(caller, ids)
                    .compose(overviews -> listed(caller, new RoomList(seats.rooms(), overviews.rooms(), after)));
        });
    }

    private Future<RoomOverviews> overview(Caller caller, List<UUID> ids) {
        return ids.isEmpty() ? Future.succeededFuture(new RoomOverviews(List.of())) : messages.overview(caller, ids);
    }

    private Future<Answer> listed(Caller caller, RoomList list) {
        return people.of(caller, list.people()).map(cards -> {
            JsonObject body = new JsonObject().put("rooms", list.entries()).put("users", cards);
            return Answer.ok(list.cursor() == null ? body : body.put("cursor", list.cursor()));
        });
    }

    private Future<Answer> create(Caller caller, JsonObject input) {
        return rooms.create(caller, NewRoom.decode(input)).map(room -> Answer.made(room.created(), both(room)));
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
