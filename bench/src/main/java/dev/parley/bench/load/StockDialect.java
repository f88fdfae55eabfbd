package dev.parley.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The frames of the stock bridge: whoever posts publishes an event of Parley's shape and size.
 *
 * <p>The bridge does not answer a registration. A seat counts as live when a send that it made after registering is answered: its registration has been handled by then. One thread posts, so that
 * revs go out in order; a post counts as acknowledged when it is written.
 */
public final class StockDialect implements Dialect {

    private static final String ID = UUID.randomUUID().toString();

    private final URI socket;
    private final AtomicLong rev = new AtomicLong();

    /** Sockets on a bridge, {@code http://host:port}. */
    public StockDialect(URI node) {
        socket = URI.create("ws://" + node.getAuthority() + "/eventbus/websocket");
    }

    @Override
    public URI socket() {
        return socket;
    }

    @Override
    public void opened(Seat seat) {
        seat.send("{\"type\":\"register\",\"address\":\"room." + seat.room() + "\",\"headers\":{}}");
        seat.send("{\"type\":\"send\",\"address\":\"echo\",\"replyAddress\":\"live\",\"headers\":{},\"body\":{}}");
    }

    @Override
    public void control(Seat seat, JsonNode frame) {
        if (frame.path("address").asText().equals("live")) {
            seat.live(rev.get() + 1);
        } else if (frame.path("type").asText().equals("err")) {
            seat.refused(-1, frame.toString());
        }
    }

    @Override
    public int posters() {
        return 1;
    }

    @Override
    public void post(Seat seat, long number, String content) {
        long next = rev.incrementAndGet();
        seat.send("{\"type\":\"publish\",\"address\":\"room." + seat.room()
                + "\",\"headers\":{},\"body\":{\"type\":\"message.posted\",\"epoch\":\"" + ID
                + "\",\"message\":{\"id\":\""
                + UUID.randomUUID() + "\",\"roomId\":\"" + ID + "\",\"seq\":" + next + ",\"rev\":" + next
                + ",\"senderId\":\"" + ID + "\",\"kind\":\"text\",\"content\":\"" + content + "\",\"key\":\""
                + UUID.randomUUID() + "\",\"createdAt\":\""
                + Instant.now().toString().substring(0, 19) + ".000Z\"}}}");
        seat.acknowledged(number);
    }

    @Override
    public OptionalLong head(Seat seat) {
        return OptionalLong.of(rev.get());
    }
}
