package dev.parley.bridge;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;

/** A WebSocket client of bytes, which does what no library would: it reads only when told to, and sends what it likes. */
@NullUnmarked
final class RawClient implements AutoCloseable {

    static final int TEXT = 0x81;
    static final int CLOSE = 0x88;
    static final int PING = 0x89;
    static final int PONG = 0x8a;

    private final TestEdge edge;
    private final Socket socket = new Socket();
    private final DataInputStream in;

    RawClient(TestEdge edge) throws IOException {
        this(edge, "/eventbus/websocket");
    }

    /** A client of a WebSocket at another path. */
    RawClient(TestEdge edge, String path) throws IOException {
        this.edge = edge;
        socket.setReceiveBufferSize(4_096);
        socket.setSoTimeout(15_000);
        socket.connect(new InetSocketAddress("127.0.0.1", edge.port));
        in = new DataInputStream(socket.getInputStream());
        write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + edge.port
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
    }

    /** A frame from the server. */
    record Received(int type, byte[] content) {

        int code() {
            return (content[0] & 0xff) << 8 | content[1] & 0xff;
        }

        String text() {
            return new String(content, StandardCharsets.UTF_8);
        }
    }

    /** Opens the session of a person and waits until it hears a room. */
    void listen(UUID person, UUID room) throws IOException {
        send(new JsonObject()
                .put("type", "send")
                .put("address", "session.open")
                .put("replyAddress", "r")
                .put("body", new JsonObject().put("token", edge.token(person))));
        send(new JsonObject().put("type", "register").put("address", "room." + room));
        while (!receive().text().contains("room.synced")) {
            continue;
        }
    }

    /** Sends frames that come together. */
    void send(JsonObject... frames) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (JsonObject json : frames) {
            all.write(frame(TEXT, json.encode().getBytes(StandardCharsets.UTF_8)));
        }
        write(all.toByteArray());
    }

    void send(int type, byte... content) throws IOException {
        write(frame(type, content));
    }

    /** A frame masked with zeros. */
    static byte[] frame(int type, byte... content) {
        boolean small = content.length <= 125;
        byte[] frame = new byte[(small ? 6 : 8) + content.length];
        frame[0] = (byte) type;
        frame[1] = (byte) (0x80 | (small ? content.length : 126));
        if (!small) {
            frame[2] = (byte) (content.length >> 8);
            frame[3] = (byte) content.length;
        }
        System.arraycopy(content, 0, frame, frame.length - content.length, content.length);
        return frame;
    }

    void write(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    Received receive() throws IOException {
        int type = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        byte[] content = new byte[length == 126 ? in.readUnsignedShort() : length];
        in.readFully(content);
        return new Received(type, content);
    }

    /** Whether the server has ended the connection. */
    boolean readToTheEnd() throws IOException {
        byte[] buffer = new byte[65_536];
        try {
            while (in.read(buffer) >= 0) {
                continue;
            }
        } catch (SocketException cut) {
            return true;
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
