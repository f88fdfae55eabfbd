package dev.parley.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.OptionalLong;

/** How a crowd talks to one kind of server. Message events have one shape for all of them: {@link Frame} reads it. */
public interface Dialect {

    /** Where the sockets go. */
    URI socket();

    /** The socket is open: says who it is and what it wants to hear, and in the end calls {@link Seat#live}. */
    void opened(Seat seat);

    /** A frame that is not about a message came in. */
    void control(Seat seat, JsonNode frame);

    /** How many seats may post in turn to one room: more than one only where the server itself gives the numbers. */
    int posters();

    /** Sends a message to the seat's room, to be answered by {@link Seat#acknowledged} or {@link Seat#refused} with the same number. */
    void post(Seat seat, long number, String content);

    /** The rev that the room of a seat has come to, as the server itself says; empty where it does not know. Blocking. */
    default OptionalLong head(Seat seat) {
        return OptionalLong.empty();
    }
}
