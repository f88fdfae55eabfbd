package dev.parley.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The generator finds what it needs in a frame, wherever it stands. */
class FrameTest {

    private final Frame frame = new Frame(Shape.PARLEY);

    @Test
    void theNumbersAreFoundInFramesOfDifferentLengths() {
        for (int rev : new int[] {1, 99, 100, 123_456}) {
            ByteBuf event = event(rev, "\"seq\":" + rev + ",\"rev\":" + rev + ",\"content\":\"t=" + rev * 7L + " x\"");

            assertThat(frame.isMessage(event)).isTrue();
            assertThat(frame.rev(event)).isEqualTo(rev);
            assertThat(frame.sent(event)).isEqualTo(rev * 7L);
        }
    }

    @Test
    void aMessageThatTheGeneratorDidNotWriteHasNoTime() {
        assertThat(frame.sent(event(1, "\"rev\":1,\"content\":\"\""))).isEqualTo(Frame.NONE);
    }

    @Test
    void answersAndNoticesAreNoMessages() {
        assertThat(frame.isMessage(bytes("{\"type\":\"rec\",\"address\":\"p1\",\"body\":{\"message\":{\"rev\":1}}}")))
                .isFalse();
        assertThat(frame.isMessage(bytes(
                        "{\"type\":\"rec\",\"address\":\"room.1\",\"body\":{\"type\":\"room.synced\",\"rev\":1}}")))
                .isFalse();
        assertThat(frame.isMessage(bytes("{}"))).isFalse();
    }

    @Test
    void theEventsOfSocketIoAreReadLikeOurs() {
        Frame socketIo = new Frame(new SocketIoDialect(URI.create("http://localhost"), List.of()).shape());
        ByteBuf event = bytes("42[\"message\",{\"type\":\"message.posted\",\"message\":"
                + "{\"seq\":41,\"rev\":41,\"kind\":\"text\",\"content\":\"t=99 x\"}}]");

        assertThat(socketIo.isMessage(event)).isTrue();
        assertThat(socketIo.rev(event)).isEqualTo(41);
        assertThat(socketIo.sent(event)).isEqualTo(99);
        assertThat(socketIo.isMessage(bytes("430[{\"rev\":41}]"))).isFalse();
        assertThat(socketIo.isMessage(bytes("2"))).isFalse();
    }

    @Test
    void theStanzasOfARoomAreReadLikeOurs() {
        Frame xmpp = new Frame(new XmppDialect(URI.create("http://localhost"), "").shape());
        String start = "<message xmlns='jabber:client' to='p1@localhost/b' from='room0@conference.localhost/p1'";
        ByteBuf event = bytes(start + " type='groupchat' id='r41.1.7'><stanza-id id='1795' xmlns='urn:xmpp:sid:0'/>"
                + "<body>t=99 x</body></message>");

        assertThat(xmpp.isMessage(event)).isTrue();
        assertThat(xmpp.rev(event)).isEqualTo(41);
        assertThat(xmpp.sent(event)).isEqualTo(99);
        assertThat(xmpp.isMessage(bytes(start + " type='groupchat'><subject/></message>")))
                .isFalse();
        assertThat(xmpp.isMessage(bytes(start + " type='error' id='r42.1.8'><body>t=99 x</body></message>")))
                .isFalse();
    }

    private static ByteBuf event(int room, String rest) {
        return bytes("{\"type\":\"rec\",\"address\":\"room." + room
                + "\",\"body\":{\"type\":\"message.posted\",\"message\":{" + rest + "}}}");
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }
}
