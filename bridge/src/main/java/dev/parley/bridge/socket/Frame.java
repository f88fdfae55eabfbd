package dev.parley.bridge.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A text on its way to sockets, made ready once for all of them.
 *
 * <p>To a plain WebSocket it goes as the bytes of the wire, header included, which are the same for every socket because servers do not mask and nothing is compressed; each write costs a
 * reference and no copy. Belongs to one event loop; {@link #release()} gives the bytes back when the last socket has been served.
 */
final class Frame {

    /** So many bytes a header has at most. */
    static final int HEADER = 10;

    private static final int SMALL = 125;
    private static final int MEDIUM = 65_535;

    private final byte[] json;
    private @Nullable ByteBuf wire;
    private @Nullable String text;

    private Frame(byte[] json) {
        this.json = json;
    }

    /** A frame with this body. */
    static Frame of(JsonObject body) {
        return new Frame(body.encode().getBytes(StandardCharsets.UTF_8));
    }

    /** A frame with these UTF-8 bytes. */
    static Frame of(Buffer bytes) {
        return new Frame(bytes.getBytes());
    }

    /** How many bytes the text has. */
    int length() {
        return json.length;
    }

    /** The text, for transports that encode it themselves. */
    String text() {
        if (text == null) {
            text = new String(json, StandardCharsets.UTF_8);
        }
        return text;
    }

    /** One more reference to the bytes of the wire. */
    ByteBuf wire(ByteBufAllocator allocator) {
        ByteBuf bytes = wire;
        if (bytes == null) {
            bytes = allocator.directBuffer(json.length + HEADER);
            encode(bytes);
            wire = bytes;
        }
        return bytes.retainedDuplicate();
    }

    /** Gives up the bytes; whatever was written and not sent yet keeps its own reference. */
    void release() {
        if (wire != null) {
            wire.release();
            wire = null;
        }
    }

    /** Writes the bytes of the wire to others. */
    void encode(ByteBuf bytes) {
        bytes.writeByte(0x81);
        if (json.length <= SMALL) {
            bytes.writeByte(json.length);
        } else if (json.length <= MEDIUM) {
            bytes.writeByte(126).writeShort(json.length);
        } else {
            bytes.writeByte(127).writeLong(json.length);
        }
        bytes.writeBytes(json);
    }
}
