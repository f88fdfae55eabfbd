package dev.parley.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.UUID;

/** Frames like Parley's for the bare servers: one names a room and is live when the answer tells its rev; the server numbers what is posted, tells it to the room, and answers. */
public final class RelayDialect implements Dialect {

    private final URI socket;

    /** Sockets on a server, {@code http://host:port}. */
    public RelayDialect(URI server) {
        socket = URI.create("ws://" + server.getAuthority() + "/ws");
    }

    @Override
    public URI socket() {
        return socket;
    }

    @Override
    public void opened(Seat seat) {
        seat.send("{\"type\":\"register\",\"address\":\"room." + seat.room() + "\"}");
    }

    @Override
    public void control(Seat seat, JsonNode frame) {
        String address = frame.path("address").asText();
        if (address.startsWith("p")) {
            seat.acknowledged(Long.parseLong(address.substring(1)));
        } else {
            seat.live(frame.path("body").path("rev").asLong() + 1);
        }
    }

    @Override
    public int posters() {
        return 16;
    }

    @Override
    public void post(Seat seat, long number, String content) {
        seat.send("{\"type\":\"send\",\"address\":\"messages.post\",\"replyAddress\":\"p" + number
                + "\",\"body\":{\"roomId\":\"" + seat.room() + "\",\"key\":\"" + UUID.randomUUID() + "\",\"content\":\""
                + content + "\"}}");
    }
}
