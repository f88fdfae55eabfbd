package dev.parley.messages;

import dev.parley.contracts.Addresses;
import dev.parley.contracts.Caller;
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
import dev.parley.contracts.rooms.Seatings;
import dev.parley.platform.Ids;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Rooms and seats in memory, as far as messages ask for them. What it changes is told on the bus only by {@link #tell}, and by {@link #changesSince} always. */
final class FakeRooms implements RoomService {

    final AtomicInteger asked = new AtomicInteger();

    /** Whether nobody is told what changed. */
    volatile boolean silent;

    /** Whether nobody is told of all seats of a person. */
    volatile boolean silentOfAll;

    volatile Supplier<Future<Void>> delay = Future::succeededFuture;

    private final Vertx vertx;
    private final AtomicLong versions = new AtomicLong();
    private final Map<UUID, State> rooms = new ConcurrentHashMap<>();
    private final Map<MemberRef, Held> seats = new ConcurrentHashMap<>();
    private final List<Object> changes = new CopyOnWriteArrayList<>();

    FakeRooms(Vertx vertx) {
        this.vertx = vertx;
    }

    /** A new room with members. */
    UUID room(RoomKind kind, UUID... members) {
        UUID roomId = Ids.next();
        rooms.put(roomId, new State(kind, false, versions.incrementAndGet()));
        for (UUID member : members) {
            seat(roomId, member, SeatRole.MEMBER);
        }
        return roomId;
    }

    /** Gives somebody a seat or another role; takes the seat without a role. */
    void seat(UUID roomId, UUID userId, @Nullable SeatRole role) {
        seats.put(new MemberRef(roomId, userId), new Held(role, versions.incrementAndGet()));
        changes.add(accessOf(roomId, userId));
    }

    /** Archives a room, or takes it out. */
    void archive(UUID roomId, boolean archived) {
        rooms.computeIfPresent(roomId, (id, room) -> new State(room.kind, archived, versions.incrementAndGet()));
        State room = stateOf(roomId);
        Instant at = Instant.parse("2026-01-31T09:30:00Z");
        changes.add(new Room(roomId, room.kind, "room", null, roomId, at, archived ? at : null, 1, room.version, null));
    }

    /** Tells of somebody's seat on the bus. */
    void tell(UUID roomId, UUID userId) {
        vertx.eventBus().publish(Addresses.SEATS, Access.encode(accessOf(roomId, userId)));
    }

    @Override
    public Future<Access> access(Caller caller, MemberRef member) {
        asked.incrementAndGet();
        if (!rooms.containsKey(member.roomId())) {
            return Future.failedFuture(Failures.notFound("room_not_found", "There is no such room."));
        }
        Access answer = accessOf(member.roomId(), member.userId());
        return delay.get().map(answer);
    }

    @Override
    public Future<Accesses> accesses(Caller caller, UUID userId) {
        asked.incrementAndGet();
        if (silentOfAll) {
            return Future.failedFuture(Failures.unavailable("storage_unavailable", "Not now."));
        }
        Accesses answer = new Accesses(seats.keySet().stream()
                .filter(place -> place.userId().equals(userId))
                .map(place -> accessOf(place.roomId(), userId))
                .filter(Access::seated)
                .toList());
        return delay.get().map(answer);
    }

    @Override
    public Future<Seatings> seatings(Caller caller, List<UUID> userIds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<RoomChanges> changesSince(Caller caller, long cursor) {
        if (silent) {
            return Future.failedFuture(Failures.unavailable("storage_unavailable", "Not now."));
        }
        List<Object> told = cursor == 0 ? List.of() : changes.subList((int) cursor - 1, changes.size());
        List<Access> changedSeats = new ArrayList<>();
        List<Room> changedRooms = new ArrayList<>();
        told.forEach(change -> {
            if (change instanceof Access access) {
                changedSeats.add(access);
            } else {
                changedRooms.add((Room) change);
            }
        });
        return Future.succeededFuture(new RoomChanges(changes.size() + 1L, false, changedSeats, changedRooms));
    }

    private Access accessOf(UUID roomId, UUID userId) {
        State room = stateOf(roomId);
        Held held = seats.getOrDefault(new MemberRef(roomId, userId), new Held(null, 0));
        return new Access(
                roomId,
                userId,
                room.kind,
                room.archived,
                1,
                held.role,
                held.role == null ? null : Instant.EPOCH,
                Math.max(room.version, held.version));
    }

    private State stateOf(UUID roomId) {
        return Desk.present(rooms.get(roomId));
    }

    @Override
    public Future<RoomSeat> create(Caller caller, NewRoom room) {
        return none();
    }

    @Override
    public Future<RoomSeat> direct(Caller caller, UUID userId) {
        return none();
    }

    @Override
    public Future<RoomSeats> list(Caller caller) {
        return none();
    }

    @Override
    public Future<RoomDirectory> directory(Caller caller, DirectoryQuery query) {
        return none();
    }

    @Override
    public Future<RoomSeat> get(Caller caller, UUID roomId) {
        return none();
    }

    @Override
    public Future<Room> update(Caller caller, RoomUpdate update) {
        return none();
    }

    @Override
    public Future<RoomSeat> join(Caller caller, UUID roomId) {
        return none();
    }

    @Override
    public Future<Void> leave(Caller caller, UUID roomId) {
        return none();
    }

    @Override
    public Future<Members> members(Caller caller, MembersQuery query) {
        return none();
    }

    @Override
    public Future<AddedMember> add(Caller caller, MemberRef member) {
        return none();
    }

    @Override
    public Future<Void> remove(Caller caller, MemberRef member) {
        return none();
    }

    @Override
    public Future<Seat> setRole(Caller caller, RoleChange change) {
        return none();
    }

    @Override
    public Future<Void> welcome(Caller caller, UUID userId) {
        return none();
    }

    private static <T> Future<T> none() {
        return Future.failedFuture("Messages do not ask this.");
    }

    private record State(RoomKind kind, boolean archived, long version) {}

    private record Held(@Nullable SeatRole role, long version) {}
}
