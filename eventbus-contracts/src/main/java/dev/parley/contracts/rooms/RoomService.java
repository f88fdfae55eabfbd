package dev.parley.contracts.rooms;

import dev.parley.contracts.Caller;
import io.vertx.codegen.annotations.ProxyGen;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/**
 * Rooms and who has a seat in them. Who may not know of a room gets {@code room_not_found}. Every call can also fail with {@code unavailable} or {@code storage_unavailable}.
 *
 * <p>Changes of seats and rooms are told in the room's log as system messages, which follow the answer.
 */
@ProxyGen
public interface RoomService {

    /**
     * Makes a room whose owner is the caller. A repeat with its key gives the room that was made, as it is now; without a key it makes another one. Any number of racing calls with one key give the same room.
     * Reasons: {@code invalid_name}, {@code invalid_request}, {@code idempotency_conflict} (the caller used the key for another name, kind or topic; the details have the {@code roomId}). Publishes {@code RoomAdded}.
     */
    Future<RoomSeat> create(Caller caller, NewRoom room);

    /** The direct room of the caller and somebody, or of the caller alone; made when it is not there. Any number of racing calls give the same room. Reasons: {@code user_not_found}. */
    Future<RoomSeat> direct(Caller caller, UUID userId);

    /** The rooms that the caller has a seat in; archived ones too. */
    Future<RoomSeats> list(Caller caller);

    /** Public rooms by name. */
    Future<RoomDirectory> directory(Caller caller, DirectoryQuery query);

    /** A room that the caller has a seat in, or a public one. */
    Future<RoomSeat> get(Caller caller, UUID roomId);

    /**
     * Changes name, topic or archive state. A repeat changes nothing. Reasons: {@code not_allowed} (admins and owners may), {@code invalid_name}, {@code direct_room},
     * {@code room_archived} (only taking it out of the archive is possible). Publishes {@code RoomUpdated}.
     */
    Future<Room> update(Caller caller, RoomUpdate update);

    /** Gives the caller a seat in a public room. A repeat gives the seat that is there. Reasons: {@code room_archived}. Publishes {@code RoomAdded}, {@code MemberSeated}. */
    Future<RoomSeat> join(Caller caller, UUID roomId);

    /** Ends the caller's seat. A repeat fails with {@code not_a_member} or {@code room_not_found}. Reasons: {@code last_owner}, {@code direct_room}. Publishes {@code MemberLeft}, {@code RoomRemoved}. */
    Future<Void> leave(Caller caller, UUID roomId);

    /** The members of a room that the caller has a seat in, or of a public one. */
    Future<Members> members(Caller caller, MembersQuery query);

    /**
     * Gives somebody a seat. A repeat gives the seat that is there. Reasons: {@code not_allowed} (in public rooms members may, in private ones moderators and above), {@code user_not_found},
     * {@code direct_room}, {@code room_archived}. Publishes {@code RoomAdded}, {@code MemberSeated}.
     */
    Future<AddedMember> add(Caller caller, MemberRef member);

    /** Ends somebody's seat. A repeat is harmless. Reasons: {@code not_allowed} (moderators and above, and only people of a lesser role), {@code direct_room}. Publishes {@code MemberLeft}, {@code RoomRemoved}. */
    Future<Void> remove(Caller caller, MemberRef member);

    /** Gives a member another role. A repeat is harmless. Reasons: {@code not_allowed} (owners; admins below their own role), {@code last_owner}, {@code user_not_found}, {@code direct_room}. Publishes {@code MemberSeated}. */
    Future<Seat> setRole(Caller caller, RoleChange change);

    /** For services: what a person may do in a room. Reasons: {@code room_not_found}. */
    Future<Access> access(Caller caller, MemberRef member);

    /** For services: what a person may do in every room with a seat. */
    Future<Accesses> accesses(Caller caller, UUID userId);

    /** For nodes: in which rooms each of at most 500 people has a seat. */
    Future<Seatings> seatings(Caller caller, List<UUID> userIds);

    /** For services: puts a newcomer into the rooms that newcomers are in. A repeat is harmless, and brings nobody back who left. */
    Future<Void> welcome(Caller caller, UUID userId);

    /**
     * For nodes and services: what changed since a cursor, with an overlap, so that some is told again. Cursor 0 gives hardly more than a cursor. The cost grows with what changed.
     */
    Future<RoomChanges> changesSince(Caller caller, long cursor);
}
