package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.rooms.RoomKind;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketTest {

    private TestEdge edge;
    private UUID ada;
    private UUID bob;

    @BeforeEach
    void start() {
        edge = new TestEdge();
        ada = edge.person("ada");
        bob = edge.person("bob");
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void openingASessionTellsWhoOneIs() {
        TestSocket socket = edge.connect();
        JsonObject answer = socket.call("session.open", new JsonObject().put("token", edge.token(ada)));
        JsonObject body = answer.getJsonObject("body");
        assertThat(body.getJsonObject("user").getString("username")).isEqualTo("ada");
        assertThat(body.getJsonObject("session").getString("id"))
                .isEqualTo(edge.session(ada).toString());
        assertThat(body.getLong("heartbeatMs")).isEqualTo(25_000);
    }

    @Test
    void aMessageReachesEverybodyWhoListens() {
        UUID room = edge.rooms.room(RoomKind.PRIVATE, ada, bob);
        TestSocket one = edge.connect(ada);
        TestSocket other = edge.connect(bob);
        one.listen(room);
        other.listen(room);
        JsonObject answer = one.call(
                "messages.post",
                new JsonObject().put("roomId", room.toString()).put("key", "k").put("content", "Hello"));
        assertThat(answer.getString("type")).isEqualTo("rec");
        for (TestSocket socket : new TestSocket[] {other}) {
            JsonObject frame = socket.next(next -> TestSocket.type(next).equals("message.posted"));
            assertThat(frame.getString("address")).isEqualTo("room." + room);
            assertThat(frame.getJsonObject("body").getJsonObject("message").getString("content"))
                    .isEqualTo("Hello");
        }
    }
}
