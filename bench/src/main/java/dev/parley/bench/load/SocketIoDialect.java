package dev.parley.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * The packets of socket.io (protocol 5 on Engine.IO 4) over its plain WebSocket: a seat connects with its token, joins its room, and is live when the answer tells the room's number.
 *
 * <p>The join is acknowledged as packet 0; posts carry their number, counted from 1.
 */
public final class SocketIoDialect implements Dialect {

    private static final Shape EVENTS =
            new Shape("42[\"message\",", "\"type\":\"message.posted\"", "\"rev\":", "", "\"content\":\"t=");
    private static final int POSTERS = 16;

    private final URI socket;
    private final List<String> tokens;

    /** Sockets on a server, {@code http://host:port}, with the token of each seat. */
    public SocketIoDialect(URI server, List<String> tokens) {
        this.socket = URI.create("ws://" + server.getAuthority() + "/socket.io/?EIO=4&transport=websocket");
        this.tokens = tokens;
    }

    @Override
    public URI socket() {
        return socket;
    }

    @Override
    public Shape shape() {
        return EVENTS;
    }

    @Override
    public void opened(Seat seat) {
        seat.send("40{\"token\":\"" + tokens.get(seat.index()) + "\"}");
    }

    @Override
    public void control(Seat seat, ByteBuf frame) {
        String packet = frame.toString(StandardCharsets.UTF_8);
        if (packet.startsWith("2")) {
            seat.send("3");
        } else if (packet.startsWith("40")) {
            seat.send("420[\"join\",\"" + seat.room() + "\"]");
        } else if (packet.startsWith("43")) {
            int json = packet.indexOf('[');
            answered(seat, Long.parseLong(packet.substring(2, json)), read(packet.substring(json)));
        } else if (packet.startsWith("44")) {
            seat.refused(-1, packet);
        }
    }

    private static void answered(Seat seat, long packet, JsonNode answer) {
        JsonNode error = answer.path(0).path("error");
        if (!error.isMissingNode()) {
            seat.refused(packet - 1, error.asText());
        } else if (packet == 0) {
            seat.live(answer.path(0).path("rev").asLong() + 1);
        } else {
            seat.acknowledged(packet - 1);
        }
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int posters() {
        return POSTERS;
    }

    @Override
    public void post(Seat seat, long number, String content) {
        seat.send("42" + (number + 1) + "[\"post\",{\"roomId\":\"" + seat.room() + "\",\"key\":\"" + UUID.randomUUID()
                + "\",\"content\":\"" + content + "\"}]");
    }
}
