package dev.parley.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;

/**
 * Reads of a message frame what the generator needs, without parsing it: the rev, and when the message was meant to be sent.
 *
 * <p>Everybody in a room gets the same bytes, so that what is found at one place in one frame is looked for at the same place in the next. For one thread.
 */
final class Frame {

    /** The frame has no such number. */
    static final long NONE = -1;

    private final byte[] start;
    private final Place message;
    private final Place rev;
    private final Place sent;

    /** For events of one shape. */
    Frame(Shape shape) {
        start = bytes(shape.start());
        message = new Place(bytes(shape.message()));
        rev = new Place(bytes(shape.rev()));
        sent = new Place(bytes(shape.sent()));
    }

    /** Whether this is an event about a message; anything else is an answer or a notice. */
    boolean isMessage(ByteBuf frame) {
        return at(frame, frame.readerIndex(), start) && message.find(frame) >= 0;
    }

    /** The rev of the message. */
    long rev(ByteBuf frame) {
        return number(frame, rev.find(frame));
    }

    /** When the message was meant to be sent, on the generator's clock; {@link #NONE} when the generator did not write it. */
    long sent(ByteBuf frame) {
        return number(frame, sent.find(frame));
    }

    private static long number(ByteBuf frame, int index) {
        if (index < 0) {
            return NONE;
        }
        long number = 0;
        for (int i = index; i < frame.writerIndex(); i++) {
            int digit = frame.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static boolean at(ByteBuf frame, int index, byte[] what) {
        if (index + what.length > frame.writerIndex()) {
            return false;
        }
        for (int i = 0; i < what.length; i++) {
            if (frame.getByte(index + i) != what[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Where some bytes stood last. */
    private static final class Place {
        private final byte[] what;
        private int offset;

        Place(byte[] what) {
            this.what = what;
        }

        /** The index after the bytes, or -1. */
        int find(ByteBuf frame) {
            int guess = frame.readerIndex() + offset;
            if (at(frame, guess, what)) {
                return guess + what.length;
            }
            int from = frame.readerIndex();
            while (from < frame.writerIndex()) {
                int found = frame.forEachByte(
                        from, frame.writerIndex() - from, new ByteProcessor.IndexOfProcessor(what[0]));
                if (found < 0) {
                    return -1;
                }
                if (at(frame, found, what)) {
                    offset = found - frame.readerIndex();
                    return found + what.length;
                }
                from = found + 1;
            }
            return -1;
        }
    }
}
