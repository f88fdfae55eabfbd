package dev.parley.contracts;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Carries {@link Envelopes} as bytes between nodes, and as the same object inside one.
 *
 * <p>Layout, all numbers big-endian: version (1 byte), count (4), then for each event kind (1), epoch (8), rev (8), seq (8), whether there is a subject (1), the subject (16),
 * length and UTF-8 of the topic (4 + n), length and bytes of the frame (4 + n). A reader skips a batch of a version it does not know: the repair fetches what was in it.
 * Bytes that are no batch are refused, whatever lengths they claim.
 */
public final class EnvelopesCodec implements MessageCodec<Envelopes, Envelopes> {

    /** The name under which the codec is registered. */
    public static final String NAME = "parley.envelopes";

    private static final byte VERSION = 1;
    private static final Envelope.Kind[] KINDS = Envelope.Kind.values();

    EnvelopesCodec() {}

    /** Registers the codec on a bus; once for each. */
    public static void register(EventBus bus) {
        bus.registerCodec(new EnvelopesCodec());
    }

    @Override
    public void encodeToWire(Buffer buffer, Envelopes envelopes) {
        buffer.appendByte(VERSION).appendInt(envelopes.list().size());
        for (Envelope envelope : envelopes.list()) {
            buffer.appendByte((byte) envelope.kind().ordinal())
                    .appendLong(envelope.epoch())
                    .appendLong(envelope.rev())
                    .appendLong(envelope.seq());
            UUID subject = envelope.subject();
            buffer.appendByte((byte) (subject == null ? 0 : 1));
            if (subject != null) {
                buffer.appendLong(subject.getMostSignificantBits()).appendLong(subject.getLeastSignificantBits());
            }
            byte[] topic = envelope.topic().getBytes(StandardCharsets.UTF_8);
            buffer.appendInt(topic.length).appendBytes(topic);
            buffer.appendInt(envelope.frame().length()).appendBuffer(envelope.frame());
        }
    }

    @Override
    public Envelopes decodeFromWire(int position, Buffer buffer) {
        Reader reader = new Reader(buffer, position);
        if (reader.octet() != VERSION) {
            return new Envelopes(List.of());
        }
        int count = reader.number();
        List<Envelope> list = new ArrayList<>(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
            Envelope envelope = reader.envelope();
            if (envelope != null) {
                list.add(envelope);
            }
        }
        return new Envelopes(list);
    }

    @Override
    public Envelopes transform(Envelopes envelopes) {
        return envelopes;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }

    private static final class Reader {

        private final Buffer buffer;
        private int at;

        Reader(Buffer buffer, int at) {
            this.buffer = buffer;
            this.at = at;
        }

        /** The next envelope; null when it is of a kind that only a newer node knows. */
        @Nullable
        Envelope envelope() {
            int kind = octet();
            long epoch = longNumber();
            long rev = longNumber();
            long seq = longNumber();
            @Nullable UUID subject = octet() == 0 ? null : new UUID(longNumber(), longNumber());
            String topic = bytes().toString(StandardCharsets.UTF_8);
            Buffer frame = bytes();
            return kind < KINDS.length ? new Envelope(topic, KINDS[kind], epoch, rev, seq, subject, frame) : null;
        }

        byte octet() {
            return buffer.getByte(at++);
        }

        int number() {
            at += 4;
            return buffer.getInt(at - 4);
        }

        long longNumber() {
            at += 8;
            return buffer.getLong(at - 8);
        }

        Buffer bytes() {
            int length = number();
            if (length < 0 || length > buffer.length() - at) {
                throw new IndexOutOfBoundsException("a length of " + length + " at " + at + " of " + buffer.length());
            }
            at += length;
            return buffer.getBuffer(at - length, at);
        }
    }
}
