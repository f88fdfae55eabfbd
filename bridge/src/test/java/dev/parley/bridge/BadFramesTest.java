package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.rooms.RoomKind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class BadFramesTest {

    private static TestEdge edge;
    private UUID ada;
    private UUID room;

    @BeforeAll
    static void start() {
        edge = new TestEdge();
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @BeforeEach
    void newPeople() {
        ada = edge.person("ada");
        room = edge.rooms.room(RoomKind.PRIVATE, ada);
    }

    /** A frame, the reason of its refusal, and where the refusal goes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|invalid_request|",
                "{\"type\":null}|invalid_request|",
                "{\"type\":7}|invalid_request|",
                "{\"type\":\"\"}|invalid_request|",
                "{\"type\":\"PING\"}|invalid_request|",
                "{\"type\":\"rec\",\"address\":\"a\",\"body\":{}}|invalid_request|a",
                "{\"type\":\"publish\",\"address\":\"messages.post\",\"body\":{}}|not_allowed|messages.post",
                "{\"type\":\"send\"}|invalid_request|",
                "{\"type\":\"send\",\"replyAddress\":\"r\"}|invalid_request|r",
                "{\"type\":\"send\",\"address\":7,\"replyAddress\":\"r\"}|invalid_request|r",
                "{\"type\":\"send\",\"address\":\"users.me\",\"replyAddress\":7}|invalid_request|",
                "{\"type\":\"send\",\"address\":\"users.me\",\"replyAddress\":\"\"}|invalid_request|",
                "{\"type\":\"send\",\"address\":\"users.me\",\"replyAddress\":null}|invalid_request|",
                "{\"type\":\"send\",\"address\":\"users.me\",\"replyAddress\":\"r\",\"body\":[]}|invalid_request|r",
                "{\"type\":\"send\",\"address\":\"users.me\",\"replyAddress\":\"r\",\"body\":null}|invalid_request|r",
                "{\"type\":\"send\",\"address\":\"users.me\",\"replyAddress\":\"r\",\"body\":\"a\"}|invalid_request|r",
                "{\"type\":\"send\",\"address\":\"users.me\",\"replyAddress\":\"r\",\"body\":{\"userId\":\"x\"}}|invalid_request|r",
                "{\"type\":\"send\",\"address\":\"users.me\",\"replyAddress\":\"r\",\"else\":1}|invalid_request|r",
                "{\"type\":\"send\",\"address\":\"parley.users\",\"replyAddress\":\"r\",\"body\":{}}|not_found|r",
                "{\"type\":\"send\",\"address\":\"parley.messages\",\"replyAddress\":\"r\",\"body\":{}}|not_found|r",
                "{\"type\":\"send\",\"address\":\"parley.edge\",\"replyAddress\":\"r\"}|not_found|r",
                "{\"type\":\"send\",\"address\":\"messages\",\"replyAddress\":\"r\"}|not_found|r",
                "{\"type\":\"send\",\"address\":\"messages.*\",\"replyAddress\":\"r\"}|not_found|r",
                "{\"type\":\"send\",\"address\":\"Messages.post\",\"replyAddress\":\"r\"}|not_found|r",
                "{\"type\":\"send\",\"address\":\"messages.post \",\"replyAddress\":\"r\"}|not_found|r",
                "{\"type\":\"send\",\"address\":\"__vertx.reply.1\",\"replyAddress\":\"r\"}|not_found|r",
                "{\"type\":\"send\",\"address\":\"room.x\",\"replyAddress\":\"r\"}|not_found|r",
                "{\"type\":\"send\",\"address\":\"register\",\"replyAddress\":\"r\"}|not_found|r",
                "{\"type\":\"send\",\"address\":\"messages.post\",\"replyAddress\":\"r\"}|invalid_request|r",
                "{\"type\":\"send\",\"address\":\"messages.post\",\"replyAddress\":\"r\",\"body\":{\"roomId\":\"1\",\"key\":\"k\",\"content\":\"c\"}}|invalid_request|r",
                "{\"type\":\"send\",\"address\":\"messages.post\",\"replyAddress\":\"r\",\"body\":{\"roomId\":\"ROOM\",\"key\":\"\",\"content\":\"c\"}}|invalid_request|r",
                "{\"type\":\"send\",\"address\":\"messages.post\",\"replyAddress\":\"r\",\"body\":{\"roomId\":\"ROOM\",\"key\":\"k\",\"content\":\"c\",\"senderId\":\"x\"}}|invalid_request|r",
                "{\"type\":\"send\",\"address\":\"messages.post\",\"replyAddress\":\"r\",\"body\":{\"roomId\":\"ROOM\",\"key\":\"k\",\"content\":\"c\",\"createdAt\":\"2026-01-31T09:30:00.000Z\"}}|invalid_request|r",
                "{\"type\":\"send\",\"address\":\"messages.post\",\"replyAddress\":\"r\",\"body\":{\"roomId\":\"ROOM\",\"key\":\"k\",\"content\":\"c\",\"seq\":1}}|invalid_request|r",
                "{\"type\":\"send\",\"address\":\"messages.post\",\"replyAddress\":\"r\",\"body\":{\"roomId\":\"ROOM\",\"key\":\"k\",\"content\":\"c\",\"replyTo\":0}}|invalid_request|r",
                "{\"type\":\"send\",\"address\":\"messages.react\",\"replyAddress\":\"r\",\"body\":{\"roomId\":\"ROOM\",\"seq\":1,\"emoji\":\"a\"}}|invalid_request|r",
                "{\"type\":\"send\",\"address\":\"messages.history\",\"replyAddress\":\"r\",\"body\":{\"roomId\":\"ROOM\",\"before\":1,\"after\":1}}|invalid_request|r",
                "{\"type\":\"send\",\"address\":\"messages.history\",\"replyAddress\":\"r\",\"body\":{\"roomId\":\"ROOM\",\"limit\":101}}|invalid_request|r",
                "{\"type\":\"send\",\"address\":\"rooms.changes\",\"replyAddress\":\"r\",\"body\":{\"roomId\":\"ROOM\",\"after\":-1}}|invalid_request|r",
                "{\"type\":\"send\",\"address\":\"session.open\",\"replyAddress\":\"r\",\"body\":{\"token\":\"\"}}|invalid_request|r",
                "{\"type\":\"send\",\"address\":\"session.open\",\"replyAddress\":\"r\",\"body\":{\"token\":\"a.b.c\"}}|unauthenticated|r",
                "{\"type\":\"register\"}|invalid_request|",
                "{\"type\":\"register\",\"address\":\"\"}|invalid_request|",
                "{\"type\":\"register\",\"address\":[\"room.1\"]}|invalid_request|",
                "{\"type\":\"register\",\"address\":\"users.me\"}|not_found|users.me",
                "{\"type\":\"unregister\",\"address\":{}}|invalid_request|",
                "{\"type\":\"ping\",\"else\":{}}|invalid_request|",
            })
    void aFrameThatCannotBeTakenIsRefusedAndTheSocketLives(String frame, String reason, String address) {
        TestSocket socket = edge.connect(ada);
        socket.write(frame.replace("ROOM", room.toString()));
        JsonObject refused = socket.next();
        assertThat(refused.getString("type")).isEqualTo("err");
        assertThat(TestSocket.reason(refused)).isEqualTo(reason);
        assertThat(refused.getString("address")).isEqualTo(address);
        assertThat(refused.getString("failureType")).isEqualTo("RECIPIENT_FAILURE");
        assertThat(refused.encode()).doesNotContain("Exception", "dev.parley", "java.");
        lives(socket);
    }

    private static void lives(TestSocket socket) {
        assertThat(socket.call("users.me", new JsonObject()).getString("type")).isEqualTo("rec");
    }

    @Test
    void headersOfClientsAreIgnored() {
        TestSocket socket = edge.connect(ada);
        socket.write(
                "{\"type\":\"send\",\"address\":\"users.me\",\"replyAddress\":\"r\",\"headers\":{\"action\":\"logOut\",\"userId\":\"x\"}}");
        assertThat(socket.next().getJsonObject("body").getJsonObject("user").getString("id"))
                .isEqualTo(ada.toString());
    }

    @Test
    void aCommandWithoutReplyAddressIsDoneWithoutAnAnswer() {
        TestSocket socket = edge.connect(ada);
        socket.write("{\"type\":\"send\",\"address\":\"messages.post\",\"body\":{\"roomId\":\"" + room
                + "\",\"key\":\"k\",\"content\":\"c\"}}");
        lives(socket);
        assertThat(edge.messages.logs.get(room)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "null",
                "{\"type\":\"ping\"}}",
                "{\"type\":\"ping\",\"type\":\"ping\"}",
                "{\"type\":NaN}",
                "{\"type\":\"\\ud800\"}",
                "{\"type\":\"\\u0000\"}"
            })
    void whatIsNoJsonClosesTheSocketWithAWord(String text) {
        TestSocket socket = edge.connect(ada);
        socket.write(text);
        assertThat(TestSocket.reason(socket.next())).isEqualTo("invalid_json");
        assertThat(socket.closeCode()).isEqualTo(4400);
        lives(edge.connect(ada));
    }

    @Test
    void binaryFramesCloseTheSocket() {
        TestSocket socket = edge.connect(ada);
        socket.socket.writeFinalBinaryFrame(Buffer.buffer("{\"type\":\"ping\"}"));
        assertThat(socket.closeCode()).isEqualTo(4400);
    }

    @Test
    void aFrameOfExactlyTheLimitIsTaken() {
        TestSocket socket = edge.connect(ada);
        String rest = "{\"type\":\"ping\",\"headers\":{\"a\":\"\"}}";
        socket.write("{\"type\":\"ping\",\"headers\":{\"a\":\"" + "x".repeat(65_536 - rest.length()) + "\"}}");
        assertThat(socket.next().getString("type")).isEqualTo("pong");
    }

    @Test
    void aFrameOverTheLimitClosesTheSocket() {
        TestSocket socket = edge.connect(ada);
        socket.write("{\"type\":\"ping\",\"headers\":{\"a\":\"" + "x".repeat(65_536) + "\"}}");
        assertThat(socket.closeCode()).isEqualTo(1009);
        lives(edge.connect(ada));
    }

    @Test
    void aMessageInSeveralFramesIsOneMessage() {
        TestSocket socket = edge.connect(ada);
        socket.socket.writeFrame(WebSocketFrame.textFrame("{\"type\":", false));
        socket.socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("\"pi"), false));
        socket.socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("ng\"}"), true));
        assertThat(socket.next().getString("type")).isEqualTo("pong");
        lives(socket);
    }

    @Test
    void aMessageInTooManyFramesClosesTheSocket() {
        TestSocket socket = edge.connect(ada);
        socket.socket.writeFrame(WebSocketFrame.textFrame("{\"type\":\"", false));
        for (int i = 0; i < 5; i++) {
            socket.socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("x".repeat(16_384)), false));
        }
        assertThat(socket.closeCode()).isEqualTo(1009);
    }

    @Test
    void halfACharacterIsNoText() {
        TestSocket socket = edge.connect(ada);
        socket.socket.writeFrame(new io.vertx.core.http.impl.ws.WebSocketFrameImpl(
                io.vertx.core.http.WebSocketFrameType.TEXT,
                new byte[] {'{', '"', (byte) 0xE2, (byte) 0x82, '"', ':', '1', '}'},
                true));
        assertThat(socket.closeCode()).isIn(4400, 1007);
        lives(edge.connect(ada));
    }
}
