package dev.parley.bridge;

import dev.parley.contracts.Addresses;
import dev.parley.contracts.Caller;
import dev.parley.contracts.CallerKind;
import dev.parley.contracts.Event;
import dev.parley.contracts.Failure;
import dev.parley.contracts.Failures;
import dev.parley.contracts.rooms.Access;
import dev.parley.contracts.rooms.Accesses;
import dev.parley.contracts.rooms.AddedMember;
import dev.parley.contracts.rooms.DirectoryQuery;
import dev.parley.contracts.rooms.MemberRef;
import dev.parley.contracts.rooms.Members;
import dev.parley.contracts.rooms.MembersQuery;
import dev.parley.contracts.rooms.NewRoom;
import dev.parley.contracts.rooms.RoleChange;
import dev.parley.contracts.rooms.Room;
import dev.parley.contracts.rooms.RoomChanges;
import dev.parley.contracts.rooms.RoomDirectory;
import dev.parley.contracts.rooms.RoomKind;
import dev.parley.contracts.rooms.RoomSeat;
import dev.parley.contracts.rooms.RoomSeats;
import dev.parley.contracts.rooms.RoomService;
import dev.parley.contracts.rooms.RoomUpdate;
import dev.parley.contracts.rooms.Seat;
import dev.parley.contracts.rooms.SeatRole;
import dev.parley.contracts.rooms.Seating;
import dev.parley.contracts.rooms.Seatings;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.NullUnmarked;

/** Rooms and seats in memory, with just what the edge relies on. */
@NullUnmarked
final class FakeRooms implements RoomService {

    final Map<UUID, Room> rooms = new ConcurrentHashMap<>();
    final Map<UUID, Set<UUID>> members = new ConcurrentHashMap<>();
    final List<Access> changedSeats = new CopyOnWriteArrayList<>();
    final AtomicInteger changePolls = new AtomicInteger();
    final List<Room> changedRooms = new CopyOnWriteArrayList<>();
    final AtomicInteger accessCalls = new AtomicInteger();
    volatile Supplier<Future<Void>> whenAskedForSeats = Future::succeededFuture;
    private final Map<String, NewRoom> asked = new ConcurrentHashMap<>();
    private final Map<String, UUID> made = new ConcurrentHashMap<>();
    private final TestBus bus;
    private volatile long version = 1;

    FakeRooms(TestBus bus) {
        this.bus = bus;
    }

    UUID room(RoomKind kind, UUID... people) {
        UUID id = UUID.randomUUID();
        rooms.put(id, new Room(id, kind, "Room", null, null, FakeUsers.THEN, null, people.length, 1, null));
        members.put(id, ConcurrentHashMap.newKeySet());
        members.get(id).addAll(List.of(people));
        return id;
    }

    /** Ends a seat; the bus may lose the news. */
    void removeSeat(UUID roomId, UUID userId, boolean told) {
        Access gone = endSeat(roomId, userId);
        changedSeats.add(gone);
        if (told) {
            bus.tell(new Event.MemberLeft(roomId, userId, version));
            bus.tell(new Event.RoomRemoved(roomId, userId, version));
            bus.publish(Addresses.SEATS, Access.encode(gone));
        }
    }

    /** Ends a seat and tells nobody; what there is to tell. */
    Access endSeat(UUID roomId, UUID userId) {
        members.get(roomId).remove(userId);
        return access(roomId, userId, ++version);
    }

    /** Gives a seat and tells nobody; what there is to tell. */
    Access giveSeat(UUID roomId, UUID userId) {
        members.get(roomId).add(userId);
        return access(roomId, userId, ++version);
    }

    /** Gives a seat; the person is not told, and services only perhaps. */
    void addSeatSilently(UUID roomId, UUID userId, boolean news) {
        Access given = giveSeat(roomId, userId);
        if (news) {
            bus.publish(Addresses.SEATS, Access.encode(given));
        }
        changedSeats.add(given);
    }

    @Override
    public Future<RoomSeat> create(Caller caller, NewRoom room) {
        if (room.key() == null) {
            return seated(caller, room(room.kind(), caller.id()), true);
        }
        String key = caller.id() + " " + room.key();
        boolean created = asked.putIfAbsent(key, room) == null;
        UUID id = made.computeIfAbsent(key, first -> room(room.kind(), caller.id()));
        return asked.get(key).equals(room)
                ? seated(caller, id, created)
                : Future.failedFuture(Failures.of(
                        Failure.CONFLICT,
                        "idempotency_conflict",
                        "This key was used for another room.",
                        new JsonObject().put("roomId", id.toString())));
    }

    @Override
    public Future<RoomSeat> direct(Caller caller, UUID userId) {
        return seated(caller, room(RoomKind.DIRECT, caller.id(), userId), true);
    }

    @Override
    public Future<RoomSeats> list(Caller caller) {
        return Future.succeededFuture(new RoomSeats(members.entrySet().stream()
                .filter(entry -> entry.getValue().contains(caller.id()))
                .map(entry -> new RoomSeat(rooms.get(entry.getKey()), seat(entry.getKey(), caller.id()), false))
                .toList()));
    }

    @Override
    public Future<RoomDirectory> directory(Caller caller, DirectoryQuery query) {
        return Future.succeededFuture(new RoomDirectory(
                rooms.values().stream()
                        .filter(room -> room.kind() == RoomKind.PUBLIC)
                        .toList(),
                List.of(),
                null));
    }

    @Override
    public Future<RoomSeat> get(Caller caller, UUID roomId) {
        return seated(caller, roomId, false);
    }

    @Override
    public Future<Room> update(Caller caller, RoomUpdate update) {
        return seated(caller, update.roomId(), false).map(RoomSeat::room);
    }

    @Override
    public Future<RoomSeat> join(Caller caller, UUID roomId) {
        if (members.containsKey(roomId)) {
            members.get(roomId).add(caller.id());
        }
        return seated(caller, roomId, false);
    }

    @Override
    public Future<Void> leave(Caller caller, UUID roomId) {
        return seated(caller, roomId, false).mapEmpty();
    }

    @Override
    public Future<Members> members(Caller caller, MembersQuery query) {
        return seated(caller, query.roomId(), false)
                .map(room -> new Members(
                        new TreeSet<>(members.get(query.roomId()))
                                .stream().map(id -> seat(query.roomId(), id)).toList(),
                        null));
    }

    @Override
    public Future<AddedMember> add(Caller caller, MemberRef member) {
        return seated(caller, member.roomId(), false).map(room -> {
            boolean created = members.get(member.roomId()).add(member.userId());
            return new AddedMember(seat(member.roomId(), member.userId()), created);
        });
    }

    @Override
    public Future<Void> remove(Caller caller, MemberRef member) {
        return seated(caller, member.roomId(), false).mapEmpty();
    }

    @Override
    public Future<Seat> setRole(Caller caller, RoleChange change) {
        return seated(caller, change.roomId(), false).map(room -> seat(change.roomId(), change.userId()));
    }

    @Override
    public Future<Access> access(Caller caller, MemberRef member) {
        accessCalls.incrementAndGet();
        return rooms.containsKey(member.roomId())
                ? Future.succeededFuture(access(member.roomId(), member.userId(), version))
                : Future.failedFuture(missing());
    }

    @Override
    public Future<Accesses> accesses(Caller caller, UUID userId) {
        accessCalls.incrementAndGet();
        return Future.succeededFuture(new Accesses(members.entrySet().stream()
                .filter(entry -> entry.getValue().contains(userId))
                .map(entry -> access(entry.getKey(), userId, version))
                .toList()));
    }

    @Override
    public Future<Seatings> seatings(Caller caller, List<UUID> userIds) {
        accessCalls.incrementAndGet();
        Seatings found = new Seatings(userIds.stream()
                .map(this::seating)
                .filter(person -> !person.roomIds().isEmpty())
                .toList());
        return whenAskedForSeats.get().map(found);
    }

    private Seating seating(UUID userId) {
        List<UUID> seated = members.entrySet().stream()
                .filter(entry -> entry.getValue().contains(userId))
                .map(Map.Entry::getKey)
                .toList();
        return new Seating(
                userId, seated, seated.stream().map(room -> (long) version).toList());
    }

    @Override
    public Future<Void> welcome(Caller caller, UUID userId) {
        return Future.succeededFuture();
    }

    @Override
    public Future<RoomChanges> changesSince(Caller caller, long cursor) {
        changePolls.incrementAndGet();
        List<Access> seats = List.copyOf(changedSeats);
        return Future.succeededFuture(
                cursor == 0
                        ? new RoomChanges(seats.size() + 1L, false, List.of(), List.of())
                        : new RoomChanges(
                                seats.size() + 1L,
                                false,
                                seats.subList((int) cursor - 1, seats.size()),
                                List.copyOf(changedRooms)));
    }

    Future<RoomSeat> seated(Caller caller, UUID roomId, boolean created) {
        Room room = rooms.get(roomId);
        boolean member =
                room != null && caller.userId() != null && members.get(roomId).contains(caller.userId());
        if (room == null || (!member && room.kind() != RoomKind.PUBLIC && caller.kind() != CallerKind.SERVICE)) {
            return Future.failedFuture(missing());
        }
        return Future.succeededFuture(new RoomSeat(room, member ? seat(roomId, caller.id()) : null, created));
    }

    static RuntimeException missing() {
        return Failures.notFound("room_not_found", "There is no such room.");
    }

    private Access access(UUID roomId, UUID userId, long of) {
        Map<UUID, Set<UUID>> now = new HashMap<>(members);
        boolean seated = now.get(roomId).contains(userId);
        return new Access(
                roomId,
                userId,
                rooms.get(roomId).kind(),
                false,
                now.get(roomId).size(),
                seated ? SeatRole.MEMBER : null,
                seated ? FakeUsers.THEN : null,
                of);
    }

    static Seat seat(UUID roomId, UUID userId) {
        return new Seat(roomId, userId, SeatRole.MEMBER, FakeUsers.THEN);
    }
}
