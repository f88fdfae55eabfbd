package dev.parley.bench.load.swarm;

import dev.parley.bench.client.TokenSigner;
import dev.parley.bench.load.FrameReader;
import dev.parley.bench.load.Town;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The protocol of Parley. Frames are read only as far as a generator needs them. */
final class ParleyTongue implements Tongue {

    private static final byte[] REC = ascii("{\"type\":\"rec\",\"address\":\"");
    private static final int ROOM_NUMBER = REC.length + "room.".length() + 24;
    private static final int ROOM_DIGITS = 12;

    private static final Pattern POST = Pattern.compile("\"address\":\"p(\\d+)\"");

    private final Swarm swarm;
    private final TokenSigner signer;
    private final FrameReader.Place type = new FrameReader.Place("\"body\":{\"type\":\"");
    private final FrameReader.Place rev = new FrameReader.Place("\"rev\":");
    private final FrameReader.Place seq = new FrameReader.Place("\"seq\":");
    private final FrameReader.Place sent = new FrameReader.Place("\"content\":\"t=");

    ParleyTongue(Swarm swarm, String key) {
        this.swarm = swarm;
        this.signer = TokenSigner.of(key);
    }

    @Override
    public String path() {
        return "/eventbus/websocket";
    }

    @Override
    public void opened(Person person) {
        if (person.token == null) {
            person.token = signer.sign(Town.person(person.number), Town.session(person.number));
        }
        act(person, "session.open", ",\"replyAddress\":\"o\"", "\"token\":\"" + person.token + "\"");
    }

    /** The session is open: asks for the events of the person and of all rooms, as the web app does. */
    private void admitted(Person person) {
        person.write("{\"type\":\"register\",\"address\":\"user." + Town.person(person.number) + "\"}");
        for (int which = 0; which < person.rooms(); which++) {
            person.write("{\"type\":\"register\",\"address\":\"room." + swarm.roomId(person.room(which)) + "\"}");
        }
        person.flush();
    }

    @Override
    public void post(Person person, int which, long due, String key, String text) {
        act(
                person,
                "messages.post",
                ",\"replyAddress\":\"p" + due + "\"",
                inRoom(person, which) + ",\"key\":\"" + key + "\",\"content\":\"" + text + "\"");
    }

    @Override
    public void type(Person person, int which) {
        act(person, "typing.start", "", inRoom(person, which));
    }

    @Override
    public void read(Person person, int which) {
        String body = inRoom(person, which) + ",\"seq\":" + person.newest(which);
        act(person, "rooms.read", ",\"replyAddress\":\"r\"", body);
    }

    private String inRoom(Person person, int which) {
        return "\"roomId\":\"" + swarm.roomId(person.room(which)) + "\"";
    }

    private static void act(Person person, String address, String reply, String body) {
        person.write("{\"type\":\"send\",\"address\":\"" + address + "\"" + reply + ",\"body\":{" + body + "}}");
        person.flush();
    }

    @Override
    public void take(Person person, ByteBuf frame) {
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
            case 'p' -> tally.answered(person, FrameReader.number(frame, address + 1), true);
            case 'o' -> admitted(person);
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
            long due = FrameReader.number(frame, sent.find(frame));
            if (due > 0) {
                swarm.tally().deliveredAfter(System.nanoTime() - due);
            }
            int room = room(frame);
            long change = FrameReader.number(frame, rev.find(frame));
            swarm.tally().numbered(room, change - FrameReader.number(frame, seq.find(frame)));
            person.message(room, (int) change);
        } else if (kind == 't') {
            swarm.tally().typing++;
        } else if (kind == 'r' && frame.getByte(at + 5) == 's') {
            person.synced(room(frame), (int) FrameReader.number(frame, rev.find(frame)));
        }
    }

    private void refused(Person person, ByteBuf frame) {
        String text = frame.toString(StandardCharsets.UTF_8);
        Matcher post = POST.matcher(text);
        if (post.find()) {
            swarm.tally().answered(person, Long.parseLong(post.group(1)), false);
        }
        swarm.tally()
                .complain(text.replaceAll(".*\"message\":\"([^\"]*)\".*", "$1") + " to "
                        + text.replaceAll(".*\"address\":\"([a-z]*).*", "$1"));
        if (text.contains("\"address\":\"o\"")
                || text.contains("\"address\":\"room.")
                || text.contains("\"address\":\"user.")) {
            person.cut();
        }
    }

    private static int room(ByteBuf frame) {
        return room(frame, frame.readerIndex() + ROOM_NUMBER);
    }

    /** The number of a room, from the last digits of its id. */
    static int room(ByteBuf frame, int start) {
        int number = 0;
        for (int i = start; i < start + ROOM_DIGITS; i++) {
            number = number << 4 | Character.digit(frame.getByte(i), 16);
        }
        return number;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
