package dev.parley.contracts;

import java.util.UUID;

/** The only place that spells an address of the bus or a topic of the socket. */
public final class Addresses {

    /** The users service. */
    public static final String USERS = "parley.users";

    /** The rooms service. */
    public static final String ROOMS = "parley.rooms";

    /** The messages service. */
    public static final String MESSAGES = "parley.messages";

    /** The edge of every node: {@link Envelopes} are published here, once for all sockets. */
    public static final String EDGE = "parley.edge";

    /** Told when a seat changed or ended: the JSON of an {@link dev.parley.contracts.rooms.Access}. For whoever caches seats. */
    public static final String SEATS = "parley.seats";

    private static final String ROOM = "room.";
    private static final String USER = "user.";

    private Addresses() {}

    /** The topic of a room. */
    public static String room(UUID roomId) {
        return ROOM + roomId;
    }

    /** The topic of a person's own devices. */
    public static String user(UUID userId) {
        return USER + userId;
    }
}
