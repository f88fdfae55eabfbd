package dev.parley.contracts.rooms;

/** What a member may do in a room, the greatest first; on the wire in lower case. */
public enum SeatRole {
    /** Everything, also to give the room away. */
    OWNER,
    /** Everything but that. */
    ADMIN,
    /** Keeps order among members. */
    MODERATOR,
    /** Reads and writes. */
    MEMBER,
    /** Reads and writes, invites nobody. */
    GUEST
}
