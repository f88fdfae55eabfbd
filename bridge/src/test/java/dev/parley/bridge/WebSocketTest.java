package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.rooms.RoomKind;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The WebSocket as the standard has it, byte by byte. */
@NullUnmarked
class WebSocketTest {

    private static TestEdge edge;

    @BeforeAll
    static void start() {
        edge = new TestEdge(new JsonObject().put("maxFrameBytes", 4_096));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @Test
    void aPingIsAnsweredWithWhatItCarried() throws IOException {
        try (RawClient client = new RawClient(edge)) {
            client.send(RawClient.PING, (byte) 7, (byte) 8);
            RawClient.Received pong = client.receive();
            assertThat(pong.type()).isEqualTo(RawClient.PONG);
            assertThat(pong.content()).containsExactly(7, 8);
            client.send(RawClient.PING);
            assertThat(client.receive().content()).isEmpty();
        }
    }

    @Test
    void whoClosesIsAnsweredWithTheSameCodeAndForgotten() throws IOException {
        UUID ada = edge.person("ada");
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
        try (RawClient client = new RawClient(edge)) {
            client.listen(ada, room);
            long subscriptions = edge.edge.counters().subscriptions.sum();
            client.send(RawClient.CLOSE, (byte) (4321 >> 8), (byte) 4321, (byte) 'x');
            RawClient.Received answer = client.receive();
            assertThat(answer.type()).isEqualTo(RawClient.CLOSE);
            assertThat(answer.code()).isEqualTo(4321);
            assertThat(client.readToTheEnd()).isTrue();
            assertThat(edge.edge.counters().subscriptions.sum()).isEqualTo(subscriptions - 1);
        }
    }

    @Test
    void aCloseWithoutACodeIsAnsweredToo() throws IOException {
        try (RawClient client = new RawClient(edge)) {
            client.send(RawClient.CLOSE);
            assertThat(client.receive().content()).isEmpty();
            assertThat(client.readToTheEnd()).isTrue();
        }
    }

    @Test
    void nothingIsTakenFromWhomTheServerHasClosed() throws IOException {
        try (RawClient client = new RawClient(edge)) {
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.write(RawClient.frame(RawClient.TEXT, (byte) '{'));
            both.write(RawClient.frame(RawClient.PING, (byte) 1));
            client.write(both.toByteArray());
            assertThat(client.receive().text()).contains("invalid_json");
            RawClient.Received closed = client.receive();
            assertThat(closed.code()).isEqualTo(4400);
            client.send(RawClient.CLOSE, (byte) (4400 >> 8), (byte) 4400);
            assertThat(client.readToTheEnd()).isTrue();
        }
    }

    @Test
    void whatIsNoFrameIsClosedWithTheCodeOfTheStandard() throws IOException {
        List<Integer> codes = new ArrayList<>();
        byte[] unmasked = {(byte) 0x81, 2, '{', '}'};
        byte[] reserved = {(byte) 0x83, (byte) 0x80, 0, 0, 0, 0};
        byte[] continued = RawClient.frame(0x80, (byte) 'x');
        byte[] huge = {(byte) 0x81, (byte) 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};
        for (byte[] frame : List.of(unmasked, reserved, continued, huge)) {
            try (RawClient client = new RawClient(edge)) {
                client.write(frame);
                codes.add(client.receive().code());
                client.send(RawClient.CLOSE);
                assertThat(client.readToTheEnd()).isTrue();
            }
        }
        assertThat(codes).containsExactly(1002, 1002, 1002, 1009);
    }

    @Test
    void aMessageInPiecesIsOneAndAsLongAsAnyOtherAtMost() throws IOException {
        try (RawClient client = new RawClient(edge)) {
            client.send(0x01, "{\"type\":".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            client.send(RawClient.PING, (byte) 1);
            client.send(0x80, "\"ping\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(client.receive().type()).isEqualTo(RawClient.PONG);
            assertThat(client.receive().text()).contains("pong");
            client.send(0x01, new byte[4_000]);
            client.send(0x80, new byte[97]);
            assertThat(client.receive().code()).isEqualTo(1009);
        }
    }
}
