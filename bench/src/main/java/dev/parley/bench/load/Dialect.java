package dev.parley.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.OptionalLong;

/** How a crowd talks to one kind of server. */
public interface Dialect {

    /** What frames are read with that are JSON. */
    ObjectMapper JSON = new ObjectMapper();

    /** Where the sockets go. */
    URI socket();

    /** The socket is open: says who it is and what it wants to hear, and in the end calls {@link Seat#live}. */
    void opened(Seat seat);

    /** What message events look like; {@link Frame} reads them. */
    default Shape shape() {
        return Shape.PARLEY;
    }

    /** A message event came in, and was counted. */
    default void heard(Seat seat, ByteBuf event) {}

    /** A frame that is not about a message came in; the bytes are only lent for the call. */
    default void control(Seat seat, ByteBuf frame) {
        try {
            control(seat, JSON.readTree(ByteBufUtil.getBytes(frame)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A frame of JSON that is not about a message came in. */
    default void control(Seat seat, JsonNode frame) {}

    /** How many seats may post in turn to one room: more than one only where the server itself gives the numbers. */
    int posters();

    /** Sends a message to the seat's room, to be answered by {@link Seat#acknowledged} or {@link Seat#refused} with the same number. */
    void post(Seat seat, long number, String content);

    /** The rev that the room of a seat has come to, as the server itself says; empty where it does not know. Blocking. */
    default OptionalLong head(Seat seat) {
        return OptionalLong.empty();
    }
}
