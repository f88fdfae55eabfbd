package dev.parley.bench.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads of a message frame what the generator needs, without parsing it: the rev, and when the message was meant to be sent.
 *
 * <p>Everybody in a room gets the same bytes, so that what is found at one place in one frame is looked for at the same place in the next. For one thread.
 */
final class Frame {

    /** The frame has no such number. */
    static final long NONE = FrameReader.NONE;

    private final byte[] start;
    private final FrameReader.Place message;
    private final FrameReader.Place rev;
    private final FrameReader.@Nullable Place seq;
    private final FrameReader.Place sent;

    /** For events of one shape. */
    Frame(Shape shape) {
        start = shape.start().getBytes(StandardCharsets.US_ASCII);
        message = new FrameReader.Place(shape.message());
        rev = new FrameReader.Place(shape.rev());
        seq = shape.seq().isEmpty() ? null : new FrameReader.Place(shape.seq());
        sent = new FrameReader.Place(shape.sent());
    }

    /** Whether this is an event about a message; anything else is an answer or a notice. */
    boolean isMessage(ByteBuf frame) {
        return FrameReader.at(frame, frame.readerIndex(), start) && message.find(frame) >= 0;
    }

    /** The rev of the message. */
    long rev(ByteBuf frame) {
        return FrameReader.number(frame, rev.find(frame));
    }

    /** The seq of the message; {@link #NONE} where servers of this kind give none. */
    long seq(ByteBuf frame) {
        return seq == null ? NONE : FrameReader.number(frame, seq.find(frame));
    }

    /** When the message was meant to be sent, on the generator's clock; {@link #NONE} when the generator did not write it. */
    long sent(ByteBuf frame) {
        return FrameReader.number(frame, sent.find(frame));
    }
}
