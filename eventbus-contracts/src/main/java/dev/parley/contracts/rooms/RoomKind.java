package dev.parley.contracts.rooms;

/** What a room is; on the wire in lower case. */
public enum RoomKind {
    /** In the directory; anybody may join. */
    PUBLIC,
    /** Seen by its members alone. */
    PRIVATE,
    /** Between two people, or with oneself. */
    DIRECT
}
