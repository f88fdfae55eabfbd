package dev.parley.bench.load.swarm;

import dev.parley.bench.load.FrameReader;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Reads the frames of a node, as far as a generator needs them. For one thread. */
final class Reader {

    private static final byte[] REC = ascii("{\"type\":\"rec\",\"address\":\"");
    private static final int ROOM_NUMBER = REC.length + "room.".length() + 24;
    private static final int ROOM_DIGITS = 12;

    private final Swarm swarm;
    private final FrameReader.Place type = new FrameReader.Place("\"body\":{\"type\":\"");
    private final FrameReader.Place rev = new FrameReader.Place("\"rev\":");
    private final FrameReader.Place sent = new FrameReader.Place("\"content\":\"t=");

    Reader(Swarm swarm) {
        this.swarm = swarm;
    }

    void take(Person person, ByteBuf frame) {
        Tally tally = swarm.tally();
        if (!FrameReader.at(frame, frame.readerIndex(), REC)) {
            refused(person, frame);
            return;
        }
        int address = frame.readerIndex() + REC.length;
        switch (frame.getByte(address)) {
            case 'r' -> {
                if (frame.getByte(address + 1) == 'o') {
                    event(person, frame);
                } else {
                    tally.readDone++;
                }
            }
            case 'p' -> {
                tally.acknowledged++;
                tally.acknowledgedAfter(System.nanoTime() - FrameReader.number(frame, address + 1));
            }
            case 'o' -> person.admitted();
            default -> {
                // Events of the person itself.
            }
        }
    }

    private void event(Person person, ByteBuf frame) {
        int at = type.find(frame);
        byte kind = at < 0 ? 0 : frame.getByte(at);
        if (kind == 'm' && frame.getByte(at + 1) == 'e' && frame.getByte(at + 2) == 's') {
            swarm.tally().delivered++;
            swarm.tally().bytes += frame.readableBytes();
            long due = FrameReader.number(frame, sent.find(frame));
            if (due > 0) {
                swarm.tally().deliveredAfter(System.nanoTime() - due);
            }
            person.message(room(frame), (int) FrameReader.number(frame, rev.find(frame)));
        } else if (kind == 't') {
            swarm.tally().typing++;
        } else if (kind == 'r' && frame.getByte(at + 5) == 's') {
            person.synced(room(frame), (int) FrameReader.number(frame, rev.find(frame)));
        }
    }

    private void refused(Person person, ByteBuf frame) {
        String text = frame.toString(StandardCharsets.UTF_8);
        swarm.tally().refused++;
        swarm.tally()
                .complain(text.replaceAll(".*\"message\":\"([^\"]*)\".*", "$1") + " to "
                        + text.replaceAll(".*\"address\":\"([a-z]*).*", "$1"));
        if (text.contains("\"address\":\"o\"") || text.contains("\"address\":\"room.")) {
            person.cut();
        }
    }

    private static int room(ByteBuf frame) {
        int number = 0;
        int start = frame.readerIndex() + ROOM_NUMBER;
        for (int i = start; i < start + ROOM_DIGITS; i++) {
            number = number << 4 | Character.digit(frame.getByte(i), 16);
        }
        return number;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
