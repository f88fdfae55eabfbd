package dev.parley.bench.load.swarm;

import dev.parley.bench.load.FrameReader;
import dev.parley.bench.load.HmacSigner;
import dev.parley.bench.load.Town;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The packets of socket.io (protocol 5 on Engine.IO 4) over its plain WebSocket.
 *
 * <p>A join carries the number of the room among those of the person, a post the time at which it was due, which is greater: answers bear it again.
 */
final class SocketIoTongue implements Tongue {

    private static final byte[] EVENT = "42[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANSWER = "43".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONNECTED = "40".getBytes(StandardCharsets.US_ASCII);
    private static final int BEFORE_NUMBER = 24;

    private final Swarm swarm;
    private final HmacSigner signer;
    private final FrameReader.Place room = new FrameReader.Place("\"roomId\":\"");
    private final FrameReader.Place rev = new FrameReader.Place("\"rev\":");
    private final FrameReader.Place sent = new FrameReader.Place("\"content\":\"t=");

    SocketIoTongue(Swarm swarm, String key) {
        this.swarm = swarm;
        this.signer = new HmacSigner(key);
    }

    @Override
    public String path() {
        return "/socket.io/?EIO=4&transport=websocket";
    }

    @Override
    public void opened(Person person) {
        if (person.token == null) {
            person.token = signer.sign(Town.person(person.number).toString());
        }
        person.write("40{\"token\":\"" + person.token + "\"}");
        person.flush();
    }

    @Override
    public void take(Person person, ByteBuf frame) {
        int start = frame.readerIndex();
        if (FrameReader.at(frame, start, EVENT)) {
            event(person, frame);
        } else if (FrameReader.at(frame, start, ANSWER)) {
            answered(person, frame);
        } else if (FrameReader.at(frame, start, CONNECTED)) {
            for (int which = 0; which < person.rooms(); which++) {
                person.write("42" + which + "[\"join\",\"" + swarm.roomId(person.room(which)) + "\"]");
            }
            person.flush();
        } else if (frame.getByte(start) == '2') {
            person.write("3");
            person.flush();
        } else if (frame.getByte(start) != '0') {
            complain(frame);
        }
    }

    private void event(Person person, ByteBuf frame) {
        swarm.tally().delivered++;
        long due = FrameReader.number(frame, sent.find(frame));
        if (due > 0) {
            swarm.tally().deliveredAfter(System.nanoTime() - due);
        }
        int number = ParleyTongue.room(frame, room.find(frame) + BEFORE_NUMBER);
        person.message(number, (int) FrameReader.number(frame, rev.find(frame)));
    }

    private void answered(Person person, ByteBuf frame) {
        long packet = FrameReader.number(frame, frame.readerIndex() + ANSWER.length);
        int head = rev.find(frame);
        if (packet < person.rooms() && head > 0) {
            person.synced(person.room((int) packet), (int) FrameReader.number(frame, head));
        } else if (packet >= person.rooms()) {
            boolean stored = frame.toString(StandardCharsets.UTF_8).contains("\"seq\"");
            swarm.tally().answered(person, packet, stored);
            if (!stored) {
                complain(frame);
            }
        } else {
            complain(frame);
        }
    }

    private void complain(ByteBuf frame) {
        swarm.tally().complain(frame.toString(StandardCharsets.UTF_8).replaceAll("[0-9]+", "#"));
    }

    @Override
    public void post(Person person, int which, long due, String key, String text) {
        person.write("42" + due + "[\"post\",{\"roomId\":\"" + swarm.roomId(person.room(which)) + "\",\"key\":\"" + key
                + "\",\"content\":\"" + text + "\"}]");
        person.flush();
    }
}
