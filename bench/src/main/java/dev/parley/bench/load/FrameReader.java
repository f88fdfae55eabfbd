package dev.parley.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;

/** Finds things in frames without parsing them. */
public final class FrameReader {

    /** There is no such number. */
    public static final long NONE = -1;

    private FrameReader() {}

    /** The number that begins at an index; {@link #NONE} when the index is below 0. */
    public static long number(ByteBuf frame, int index) {
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

    /** Whether these bytes begin at an index. */
    public static boolean at(ByteBuf frame, int index, byte[] what) {
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

    /** Where some letters stood last. Everybody in a room gets the same bytes, so that they are looked for first at the place where they were found last. */
    public static final class Place {
        private final byte[] what;
        private int offset;

        /** A place of some letters. */
        public Place(String what) {
            this.what = what.getBytes(StandardCharsets.US_ASCII);
        }

        /** The index after the bytes, or -1. */
        public int find(ByteBuf frame) {
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
