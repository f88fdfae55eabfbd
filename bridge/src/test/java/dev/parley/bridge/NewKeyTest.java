package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.auth.Session;
import dev.parley.contracts.rooms.RoomKind;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A socket whose token is signed with a key that the node has to ask for first. */
@NullUnmarked
class NewKeyTest {

    private final Promise<Void> told = Promise.promise();
    private final TestKeys next = new TestKeys("k2");
    private TestEdge edge;
    private UUID ada;
    private UUID room;

    @BeforeEach
    void start() {
        edge = new TestEdge();
        ada = edge.person("ada");
        room = edge.rooms.room(RoomKind.PRIVATE, ada);
        edge.users.keys.add(next);
        edge.users.whenAskedForKeys = told::future;
        aWhilePasses();
    }

    /** A node that has just read the keys does not ask again. */
    private void aWhilePasses() {
        Session soon = new Session(ada, edge.session(ada), false, Instant.now().plusSeconds(5));
        edge.users.ahead = Duration.ofSeconds(10);
        while (!edge.edge.tokens().expired(soon)) {
            Thread.onSpinWait();
        }
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void whatFollowsTheOpeningWaitsUntilTheKeyIsKnown() throws IOException {
        try (RawClient client = new RawClient(edge)) {
            open(client, next.token(ada, edge.session(ada), false));
            List<String> answers = new ArrayList<>();
            while (answers.size() < 3) {
                answers.add(client.receive().text());
            }
            assertThat(answers).noneMatch(answer -> answer.contains("\"err\""));
            assertThat(answers)
                    .anyMatch(answer -> answer.contains("heartbeatMs"))
                    .anyMatch(answer -> answer.contains("\"address\":\"me\""))
                    .anyMatch(answer -> answer.contains("room.synced"));
        }
    }

    @Test
    void nothingThatFollowsAnOpeningThatIsRefusedIsAnswered() throws IOException {
        try (RawClient client = new RawClient(edge)) {
            open(client, new TestKeys("k3").token(ada, edge.session(ada), false));
            assertThat(client.receive().text()).contains("\"address\":\"open\"").contains("unauthenticated");
            RawClient.Received closed = client.receive();
            assertThat(closed.type()).isEqualTo(RawClient.CLOSE);
            assertThat(closed.code()).isEqualTo(4401);
        }
    }

    /** Sends the opening and two frames behind it at once, and lets the keys be told when the node has asked for them. */
    private void open(RawClient client, String token) throws IOException {
        int before = edge.users.keySets.get();
        client.send(
                send("session.open", "open", new JsonObject().put("token", token)),
                send("users.me", "me", new JsonObject()),
                new JsonObject().put("type", "register").put("address", "room." + room));
        while (edge.users.keySets.get() == before) {
            Thread.onSpinWait();
        }
        told.complete();
    }

    private static JsonObject send(String address, String reply, JsonObject body) {
        return new JsonObject()
                .put("type", "send")
                .put("address", address)
                .put("replyAddress", reply)
                .put("body", body);
    }
}
