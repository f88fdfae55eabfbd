package dev.parley.bridge.socket;

import dev.parley.contracts.Envelope;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events that the listeners of a topic get together, in order.
 *
 * <p>A plain WebSocket gets their frames in one piece, which is made once for all sockets: for a listener it costs as much as a single frame. Belongs to one event loop; {@link #release()} gives the bytes back when the last
 * listener has been served.
 */
final class Batch {

    /** Nothing to be told. */
    static final Batch NONE = new Batch(List.of());

    private final List<Part> parts;
    private final int length;
    private @Nullable ByteBuf wire;

    private Batch(List<Part> parts) {
        this.parts = parts;
        this.length = parts.stream().mapToInt(part -> part.frame.length()).sum();
    }

    /**
     * An event and whether it may be lost.
     *
     * @param frame what is written
     * @param ephemeral whether a slow reader goes without it
     */
    record Part(Frame frame, boolean ephemeral) {}

    /** The frames of these events. */
    static Batch of(List<Envelope> events) {
        List<Part> parts = new ArrayList<>(events.size());
        for (Envelope event : events) {
            parts.add(new Part(Frame.of(event.frame()), event.kind() == Envelope.Kind.EPHEMERAL));
        }
        return new Batch(parts);
    }

    /** The events one by one. */
    List<Part> parts() {
        return parts;
    }

    /** How many events there are. */
    int size() {
        return parts.size();
    }

    /** How many bytes the texts have together. */
    int length() {
        return length;
    }

    /** One more reference to the bytes of the wire, all frames one after the other. */
    ByteBuf wire(ByteBufAllocator allocator) {
        if (parts.size() == 1) {
            return parts.getFirst().frame.wire(allocator);
        }
        ByteBuf bytes = wire;
        if (bytes == null) {
            bytes = allocator.directBuffer(length + parts.size() * Frame.HEADER);
            for (Part part : parts) {
                part.frame.encode(bytes);
            }
            wire = bytes;
        }
        return bytes.retainedDuplicate();
    }

    /** Gives up the bytes; whatever was written and not sent yet keeps its own reference. */
    void release() {
        parts.forEach(part -> part.frame.release());
        if (wire != null) {
            wire.release();
            wire = null;
        }
    }
}
