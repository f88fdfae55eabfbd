package dev.parley.rooms;

import dev.parley.contracts.Caller;
import dev.parley.contracts.CallerKind;
import dev.parley.contracts.Failures;
import dev.parley.contracts.rooms.Room;
import dev.parley.contracts.rooms.RoomKind;
import dev.parley.contracts.rooms.Seat;
import dev.parley.contracts.rooms.SeatRole;
import io.vertx.serviceproxy.ServiceException;
import org.jspecify.annotations.Nullable;

/**
 * The one door to rooms: what a caller may know and do. Each method lets the caller pass or fails with the reason.
 *
 * <p>Who administers the installation may do what an owner may in every room that such a person may know of.
 */
final class RoomAccess {

    private final Caller caller;
    private final Room room;
    private final @Nullable Seat seat;

    /** The door of a room for a caller with or without a seat. */
    RoomAccess(Caller caller, Room room, @Nullable Seat seat) {
        this.caller = caller;
        this.room = room;
        this.seat = seat;
    }

    /** That the room is not there, which is also said to those who may not know of it. */
    static ServiceException notFound() {
        return Failures.notFound("room_not_found", "There is no such room.");
    }

    /** The room may be known: members know of it, and of public rooms everybody. */
    RoomAccess mayKnow() {
        return pass(seat != null || room.kind() == RoomKind.PUBLIC, notFound());
    }

    /** It is not a direct room, which can neither be joined, nor left, nor changed. */
    RoomAccess mayChange() {
        return mayKnow()
                .pass(
                        room.kind() != RoomKind.DIRECT,
                        Failures.conflict("direct_room", "This is not possible in direct messages."));
    }

    /** It is not read-only. */
    RoomAccess mayGrow() {
        return pass(room.archivedAt() == null, archived());
    }

    /** The caller has a seat, or administers the installation. */
    RoomAccess mayAct() {
        return mayChange()
                .pass(
                        seat != null || caller.kind() == CallerKind.ADMIN,
                        Failures.forbidden("not_a_member", "You are not a member of this room."));
    }

    /** The caller has a seat to give up. */
    RoomAccess mayLeave() {
        return mayChange().pass(seat != null, Failures.forbidden("not_a_member", "You are not a member of this room."));
    }

    /** The caller may bring people in: in public rooms members, in private ones moderators and above. */
    RoomAccess mayAdd() {
        SeatRole least = room.kind() == RoomKind.PUBLIC ? SeatRole.MEMBER : SeatRole.MODERATOR;
        return mayAct().pass(isAtLeast(least), notAllowed());
    }

    /** The caller may send people out: moderators and above. */
    RoomAccess mayRemove() {
        return mayAct().pass(isAtLeast(SeatRole.MODERATOR), notAllowed());
    }

    /** The caller may send out this one: who has a lesser role. */
    RoomAccess mayRemove(Seat member) {
        return mayRemove().pass(isAbove(member.role()), notAllowed());
    }

    /** The caller may give roles: admins and owners. */
    RoomAccess mayGiveRoles() {
        return mayAct().pass(isAtLeast(SeatRole.ADMIN), notAllowed());
    }

    /** The caller may give this one such a role: owners any, admins those below their own to people below them. */
    RoomAccess mayGiveRole(Seat member, SeatRole role) {
        return mayGiveRoles()
                .pass(isAtLeast(SeatRole.OWNER) || (isAbove(member.role()) && isAbove(role)), notAllowed());
    }

    /** The caller may rename and archive the room: admins and owners. */
    RoomAccess mayUpdate() {
        return mayAct().pass(isAtLeast(SeatRole.ADMIN), notAllowed());
    }

    /** That the room is read-only. */
    static ServiceException archived() {
        return Failures.conflict("room_archived", "This room is archived.");
    }

    private boolean isAtLeast(SeatRole least) {
        SeatRole role = role();
        return role != null && role.compareTo(least) <= 0;
    }

    private boolean isAbove(SeatRole other) {
        SeatRole role = role();
        return role != null && role.compareTo(other) < 0;
    }

    private @Nullable SeatRole role() {
        return caller.kind() == CallerKind.ADMIN ? SeatRole.OWNER : seat == null ? null : seat.role();
    }

    private RoomAccess pass(boolean allowed, ServiceException otherwise) {
        if (!allowed) {
            throw otherwise;
        }
        return this;
    }

    private static ServiceException notAllowed() {
        return Failures.forbidden("not_allowed", "Your role in this room does not allow this.");
    }
}
