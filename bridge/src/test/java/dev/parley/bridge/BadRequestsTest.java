package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.rooms.RoomKind;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that no client library would send, and what they are told. */
@NullUnmarked
class BadRequestsTest {

    private static final java.util.regex.Pattern REFUSED =
            java.util.regex.Pattern.compile("HTTP/1\\.[01] 4.*", java.util.regex.Pattern.DOTALL);

    private static TestEdge edge;
    private static UUID ada;
    private static UUID room;

    @BeforeAll
    static void start() {
        edge = new TestEdge();
        ada = edge.person("ada");
        room = edge.rooms.room(RoomKind.PRIVATE, ada);
        edge.messages.store(room, ada, "Hello");
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    /** The request line, the content type, the body; the status and the reason. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST /api/rooms|application/json|{\"name\":\"a\"|400|invalid_json",
                "POST /api/rooms|application/json||400|invalid_json",
                "POST /api/rooms|application/json|[]|400|invalid_json",
                "POST /api/rooms|application/json|{\"name\":\"a\",\"name\":\"b\",\"kind\":\"public\"}|400|invalid_json",
                "POST /api/rooms|application/json|{\"name\":\"a\",\"kind\":\"public\"}x|400|invalid_json",
                "POST /api/rooms|application/json|{\"name\":\"\\ud800\",\"kind\":\"public\"}|400|invalid_json",
                "POST /api/rooms|application/json|{\"name\":\"a\\u0000\",\"kind\":\"public\"}|400|invalid_json",
                "POST /api/rooms|application/json|{}|400|invalid_request",
                "POST /api/rooms|application/json|{\"name\":\"a\",\"kind\":\"direct\"}|400|invalid_request",
                "POST /api/rooms|application/json|{\"name\":7,\"kind\":\"public\"}|400|invalid_request",
                "POST /api/rooms|application/json|{\"name\":\"a\",\"kind\":\"public\",\"createdBy\":\"x\"}|400|invalid_request",
                "POST /api/rooms|application/json|{\"name\":\"a\",\"kind\":\"public\",\"topic\":null}|400|invalid_request",
                "POST /api/rooms?name=a|application/json|{\"name\":\"a\",\"kind\":\"public\"}|400|invalid_request",
                "POST /api/rooms|text/plain|{\"name\":\"a\",\"kind\":\"public\"}|415|unsupported_media_type",
                "POST /api/rooms|application/x-www-form-urlencoded|name=a&kind=public|415|unsupported_media_type",
                "POST /api/rooms|multipart/form-data; boundary=x|--x--|415|unsupported_media_type",
                "POST /api/rooms|application/json; charset=utf-16|{}|415|unsupported_media_type",
                "POST /api/rooms|application/jsonp|{}|415|unsupported_media_type",
                "POST /api/rooms||{\"name\":\"a\",\"kind\":\"public\"}|415|unsupported_media_type",
                "GET /api/me|application/json|{}|400|invalid_request",
                "DELETE /api/sessions|application/json|{\"all\":true}|400|invalid_request",
                "GET /api/me?x=1|||400|invalid_request",
                "GET /api/users|||400|invalid_request",
                "GET /api/users?q=|||400|invalid_request",
                "GET /api/users?q=a&q=b|||400|invalid_request",
                "GET /api/users?q=a&limit=0|||400|invalid_request",
                "GET /api/users?q=a&limit=51|||400|invalid_request",
                "GET /api/users?q=a&limit=abc|||400|invalid_request",
                "GET /api/users?q=a&limit=1.0|||400|invalid_request",
                "GET /api/users?q=a&limit=+1|||400|invalid_request",
                "GET /api/users?q=a&limit=99999999999999999999|||400|invalid_request",
                "GET /api/users?q=a%00|||400|invalid_json",
                "GET /api/users?q=%|||400|invalid_request",
                "GET /api/users?q=%zz|||400|invalid_request",
                "GET /api/users/1|||400|invalid_request",
                "GET /api/users/ROOM%00|||400|invalid_json",
                "GET /api/users/%zz|||400|invalid_request",
                "GET /api/rooms/ROOM/messages?before=1&after=2|||400|invalid_request",
                "GET /api/rooms/ROOM/messages?before=-1|||400|invalid_request",
                "GET /api/rooms/ROOM/messages/0|||400|invalid_request",
                "GET /api/rooms/ROOM/messages/x|||400|invalid_request",
                "GET /api/rooms/ROOM/changes|||400|invalid_request",
                "PATCH /api/rooms/ROOM|application/json|{\"roomId\":\"ROOM\"}|400|invalid_request",
                "PUT /api/rooms/ROOM/messages/1/reactions/%00|||400|invalid_json",
                "PUT /api/me|application/json|{}|405|method_not_allowed",
                "TRACE /api/me|||405|method_not_allowed",
                "GET /api|||404|not_found",
                "GET /api/ME|||404|not_found",
                "GET /health/ready|||404|not_found",
                "GET /metrics|||404|not_found",
                "GET /eventbus/websocket|||400|invalid_request",
                "POST /eventbus/websocket|||400|invalid_request",
            })
    void badRequestsAreToldWhatIsWrong(String line, String type, String body, int status, String reason)
            throws IOException {
        String content = body == null ? "" : body.replace("ROOM", room.toString());
        String headers = (type == null ? "" : "Content-Type: " + type + "\r\n")
                + (body == null && type == null ? "" : "Content-Length: " + content.length() + "\r\n");
        told(exchange(line.replace("ROOM", room.toString()), headers, content), status, reason);
    }

    @ParameterizedTest
    @CsvSource({
        "/eventbus/websocket,8",
        "/eventbus/websocket,14",
        "/eventbus/websocket,",
        "/eventbus/%77ebsocket,7",
        "/eventbus/000/abc/websocket,14",
    })
    void otherVersionsOfWebSocketsAreToldWhichOneIsSpoken(String path, String version) throws IOException {
        String headers = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + (version == null ? "" : "Sec-WebSocket-Version: " + version + "\r\n");
        String response = exchange("GET " + path, headers, "");
        told(response, 426, "unsupported_websocket");
        assertThat(response.toLowerCase(Locale.ROOT))
                .contains("\r\nsec-websocket-version: 13\r\n")
                .contains("\r\nupgrade: websocket\r\n");
    }

    @Test
    void bodiesOverTheLimitAreRefusedHoweverTheyCome() throws IOException {
        String large = "{\"name\":\"" + "x".repeat(65_536) + "\",\"kind\":\"public\"}";
        String json = "Content-Type: application/json\r\n";
        told(exchange("POST /api/rooms", json + "Content-Length: " + large.length() + "\r\n", large), 413, "too_large");
        String chunked = Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n";
        told(exchange("POST /api/rooms", json + "Transfer-Encoding: chunked\r\n", chunked), 413, "too_large");
    }

    @Test
    void compressedBodiesAreRefused() throws IOException {
        String headers = "Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n";
        told(exchange("POST /api/rooms", headers, "{}"), 415, "unsupported_media_type");
    }

    @Test
    void addressesAndHeadersThatAreTooLongAreRefused() throws IOException {
        String longLine = exchange("GET /api/users?q=" + "x".repeat(10_000), "", "");
        assertThat(longLine).matches(REFUSED).doesNotContain("Exception");
        String longHeader = exchange("GET /api/me", "X-Long: " + "x".repeat(20_000) + "\r\n", "");
        assertThat(longHeader).matches(REFUSED).doesNotContain("Exception");
        lives();
    }

    @Test
    void whatIsNotHttpIsRefused() throws IOException {
        assertThat(raw("HELLO\r\n\r\n")).matches(REFUSED).doesNotContain("Exception");
        assertThat(raw("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx"))
                .matches(REFUSED);
        assertThat(raw("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: -1\r\n\r\n"))
                .matches(REFUSED);
        lives();
    }

    @Test
    void aHostThatCannotBeWrittenIsNotWrittenIntoThePolicy() throws IOException {
        String page = raw("GET / HTTP/1.1\r\nHost: evil.example; script-src *\r\nConnection: close\r\n\r\n");
        assertThat(page).doesNotContain("script-src *").doesNotContain("evil.example");
    }

    private static void told(String response, int status, String reason) throws IOException {
        assertThat(response).startsWith("HTTP/1.1 " + status);
        JsonObject error = new JsonObject(response.substring(response.indexOf("\r\n\r\n") + 4)).getJsonObject("error");
        assertThat(error.getString("reason")).isEqualTo(reason);
        assertThat(error.getInteger("code")).isEqualTo(status);
        assertThat(response).doesNotContain("Exception", "io.vertx", "dev.parley", "at line");
        lives();
    }

    private static void lives() throws IOException {
        assertThat(exchange("GET /api/me", "", "")).startsWith("HTTP/1.1 200");
    }

    private static String exchange(String line, String headers, String body) throws IOException {
        return raw(
                line + " HTTP/1.1\r\nHost: 127.0.0.1:" + edge.port + "\r\nConnection: close\r\nAuthorization: Bearer "
                        + edge.token(ada) + "\r\n" + headers + "\r\n" + body);
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", edge.port)) {
            socket.setSoTimeout(15_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
