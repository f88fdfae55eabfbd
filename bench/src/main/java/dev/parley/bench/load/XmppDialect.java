package dev.parley.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * XMPP over WebSocket (RFC 7395) with rooms as XEP-0045 has them: a seat logs in, enters its room, and is live when it is told the room's subject, which comes last.
 *
 * <p>Rooms do not number messages, so the id of a message says its number in the room, who sent it and which message of the crowd it is. It is acknowledged by its own reflection, which the server sends
 * after it has stored it. Where many post to one room, numbers may be passed over and come late; none may be missing.
 */
public final class XmppDialect implements Dialect {

    private static final Shape EVENTS =
            new Shape("<message ", " type='groupchat' id='r", " type='groupchat' id='r", "", "<body>t=");
    private static final String OPEN =
            "<open xmlns=\"urn:ietf:params:xml:ns:xmpp-framing\" to=\"localhost\" version=\"1.0\"/>";
    private static final byte[] ID = " id='r".getBytes(StandardCharsets.US_ASCII);

    private final URI socket;
    private final String password;
    private final Map<String, AtomicLong> revs = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicLong> unanswered = new ConcurrentHashMap<>();

    /** Sockets on a server, {@code http://host:port}, where the seats are {@code p0}, {@code p1} and so on with one password. */
    public XmppDialect(URI server, String password) {
        this.socket = URI.create("ws://" + server.getAuthority() + "/ws");
        this.password = password;
    }

    @Override
    public URI socket() {
        return socket;
    }

    @Override
    public Shape shape() {
        return EVENTS;
    }

    @Override
    public void opened(Seat seat) {
        seat.send(OPEN);
    }

    @Override
    public void control(Seat seat, ByteBuf frame) {
        String stanza = frame.toString(StandardCharsets.UTF_8);
        if (stanza.contains("type='error'") || stanza.startsWith("<failure")) {
            seat.refused(-1, stanza);
        } else if (stanza.startsWith("<stream:features")) {
            seat.send(stanza.contains("<mechanism>") ? authentication(seat) : bind());
        } else if (stanza.startsWith("<success")) {
            seat.send(OPEN);
        } else if (stanza.startsWith("<iq") && stanza.contains("id='bind'")) {
            seat.send("<presence xmlns=\"jabber:client\" to=\"" + address(seat) + "/p" + seat.index()
                    + "\"><x xmlns=\"http://jabber.org/protocol/muc\"><history maxstanzas=\"0\"/></x></presence>");
        } else if (stanza.startsWith("<message") && stanza.contains("<subject")) {
            seat.live(rev(seat).get() + 1);
        }
    }

    private String authentication(Seat seat) {
        byte[] words = ("\0p" + seat.index() + "\0" + password).getBytes(StandardCharsets.US_ASCII);
        return "<auth xmlns=\"urn:ietf:params:xml:ns:xmpp-sasl\" mechanism=\"PLAIN\">"
                + Base64.getEncoder().encodeToString(words) + "</auth>";
    }

    private static String bind() {
        return "<iq xmlns=\"jabber:client\" type=\"set\" id=\"bind\"><bind xmlns=\"urn:ietf:params:xml:ns:xmpp-bind\">"
                + "<resource>bench</resource></bind></iq>";
    }

    @Override
    public void heard(Seat seat, ByteBuf event) {
        AtomicLong waiting = unanswered.get(seat.index());
        if (waiting == null || waiting.get() == 0) {
            return;
        }
        int id = ByteBufUtil.indexOf(Unpooled.wrappedBuffer(ID), event);
        String rest = event.toString(id + ID.length, event.writerIndex() - id - ID.length, StandardCharsets.US_ASCII);
        String[] numbers = rest.substring(0, rest.indexOf('\'')).split("\\.");
        if (Integer.parseInt(numbers[1]) == seat.index()) {
            waiting.decrementAndGet();
            seat.acknowledged(Long.parseLong(numbers[2]));
        }
    }

    @Override
    public int posters() {
        return 1;
    }

    @Override
    public void post(Seat seat, long number, String content) {
        unanswered.computeIfAbsent(seat.index(), any -> new AtomicLong()).incrementAndGet();
        seat.send("<message xmlns=\"jabber:client\" to=\"" + address(seat) + "\" type=\"groupchat\" id=\"r"
                + rev(seat).incrementAndGet() + "." + seat.index() + "." + number + "\"><body>" + content
                + "</body></message>");
    }

    @Override
    public OptionalLong head(Seat seat) {
        return OptionalLong.of(rev(seat).get());
    }

    private AtomicLong rev(Seat seat) {
        return revs.computeIfAbsent(seat.room(), any -> new AtomicLong());
    }

    private static String address(Seat seat) {
        return "room" + seat.room() + "@conference.localhost";
    }
}
