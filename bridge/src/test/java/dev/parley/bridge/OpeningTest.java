package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.auth.Limit;
import dev.parley.contracts.Failures;
import dev.parley.contracts.rooms.RoomKind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session counts once its opening is answered, and what was sent behind it waits for that. */
@NullUnmarked
class OpeningTest {

    private final Promise<Void> told = Promise.promise();
    private TestEdge edge;
    private UUID ada;
    private UUID room;

    private void start(JsonObject config) {
        edge = new TestEdge(config);
        ada = edge.person("ada");
        room = edge.rooms.room(RoomKind.PRIVATE, ada);
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    /** From now on nobody is told of accounts before this says so. */
    private void holdAccounts() {
        edge.users.whenAskedForAccounts = told::future;
    }

    private void untilAccountsAreAskedFor() {
        while (edge.users.accountCalls.get() == 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whatFollowsWaitsForTheAnswerAndKeepsItsOrder() throws IOException {
        start(new JsonObject());
        holdAccounts();
        try (RawClient client = new RawClient(edge)) {
            client.send(behindAnOpening());
            untilAccountsAreAskedFor();
            told.complete();
            assertThat(client.receive().text()).contains("\"address\":\"open\"").contains("heartbeatMs");
            List<String> answers = new ArrayList<>();
            while (answers.size() < 3) {
                answers.add(client.receive().text());
            }
            assertThat(answers)
                    .noneMatch(answer -> answer.contains("\"err\""))
                    .anyMatch(answer -> answer.contains("\"address\":\"me\""))
                    .anyMatch(answer -> answer.contains("\"address\":\"post\""))
                    .anyMatch(answer -> answer.contains("room.synced"));
        }
    }

    @Test
    void nothingIsDoneForWhoIsSuspended() throws IOException {
        start(new JsonObject());
        edge.users.suspended.add(ada);
        holdAccounts();
        try (RawClient client = new RawClient(edge)) {
            client.send(behindAnOpening());
            untilAccountsAreAskedFor();
            told.complete();
            refusedAndClosed(client, "suspended", 4403);
        }
    }

    @Test
    void nothingIsDoneForWhoOpensSessionsTooOften() throws IOException {
        JsonObject once = new JsonObject().put("burst", 1).put("perMinute", 1);
        start(new JsonObject().put("limits", new JsonObject().put(Limit.REQUESTS_USER, once)));
        edge.connect(ada);
        try (RawClient client = new RawClient(edge)) {
            client.send(behindAnOpening());
            refusedAndClosed(client, "rate_limited", 4429);
        }
    }

    @Test
    void nothingIsDoneInASessionThatEndsBeforeItIsOpen() throws IOException {
        start(new JsonObject());
        holdAccounts();
        try (RawClient client = new RawClient(edge)) {
            client.send(behindAnOpening());
            untilAccountsAreAskedFor();
            edge.edge.parts().ended().add(edge.session(ada));
            told.complete();
            refusedAndClosed(client, "unauthenticated", 4401);
        }
    }

    private void refusedAndClosed(RawClient client, String reason, int code) throws IOException {
        assertThat(client.receive().text()).contains("\"address\":\"open\"").contains(reason);
        RawClient.Received closed = client.receive();
        assertThat(closed.type()).isEqualTo(RawClient.CLOSE);
        assertThat(closed.code()).isEqualTo(code);
        assertThat(edge.messages.posts).hasValue(0);
    }

    @Test
    void overSockJsNothingIsDoneEither() throws IOException {
        start(new JsonObject());
        edge.users.suspended.add(ada);
        holdAccounts();
        try (RawClient client = new RawClient(edge, "/eventbus/000/opening/websocket")) {
            JsonArray texts = new JsonArray();
            for (JsonObject frame : behindAnOpening()) {
                texts.add(frame.encode());
            }
            client.send(RawClient.TEXT, texts.encode().getBytes(StandardCharsets.UTF_8));
            untilAccountsAreAskedFor();
            told.complete();
            StringBuilder all = new StringBuilder();
            for (RawClient.Received next = client.receive(); next.type() == RawClient.TEXT; next = client.receive()) {
                all.append(next.text());
            }
            assertThat(all).contains("suspended").doesNotContain("\"me\"", "\"post\"", "\"room.");
            assertThat(edge.messages.posts).hasValue(0);
        }
    }

    @Test
    void whoIsAnsweredThatItTookTooLongHasNoSessionAndMayOpenOneAgain() {
        start(new JsonObject().put("answerMs", 500).put("maxSocketsPerUser", 1));
        holdAccounts();
        TestSocket socket = edge.connect();
        String opening = socket.post("session.open", token());
        String behind = socket.post("users.me", new JsonObject());
        JsonObject late = socket.next();
        assertThat(late.getString("address")).isEqualTo(opening);
        assertThat(TestSocket.reason(late)).isEqualTo("unavailable");
        JsonObject refused = socket.next();
        assertThat(refused.getString("address")).isEqualTo(behind);
        assertThat(TestSocket.reason(refused)).isEqualTo("unauthenticated");
        edge.users.whenAskedForAccounts = Future::succeededFuture;
        told.complete();
        assertThat(socket.call("session.open", token()).getString("type")).isEqualTo("rec");
    }

    @Test
    void onlyASocketWithASessionCountsAsOneOfItsPerson() {
        start(new JsonObject().put("maxSocketsPerUser", 1));
        edge.users.whenAskedForAccounts = () -> Future.failedFuture(Failures.unavailable("unavailable", "Not now."));
        TestSocket socket = edge.connect();
        assertThat(TestSocket.reason(socket.call("session.open", token()))).isEqualTo("unavailable");
        assertThat(TestSocket.reason(socket.call("users.me", new JsonObject()))).isEqualTo("unauthenticated");
        edge.users.whenAskedForAccounts = Future::succeededFuture;
        TestSocket other = edge.connect(ada);
        assertThat(TestSocket.reason(socket.call("session.open", token()))).isEqualTo("rate_limited");
        assertThat(socket.closeCode()).isEqualTo(4429);
        other.write("{");
        assertThat(other.closeCode()).isEqualTo(4400);
        assertThat(edge.connect(ada).closed).isNotDone();
    }

    @Test
    void aSessionThatIsOpenedAgainHoldsNothingUp() {
        start(new JsonObject());
        TestSocket socket = edge.connect(ada);
        holdAccounts();
        String again = socket.post("session.open", token());
        assertThat(socket.call("users.me", new JsonObject()).getString("type")).isEqualTo("rec");
        told.complete();
        assertThat(socket.next(frame -> again.equals(frame.getString("address")))
                        .getString("type"))
                .isEqualTo("rec");
    }

    private JsonObject token() {
        return new JsonObject().put("token", edge.token(ada));
    }

    /** An opening, and frames that are sent together with it. */
    private JsonObject[] behindAnOpening() {
        JsonObject message =
                new JsonObject().put("roomId", room.toString()).put("key", "k").put("content", "c");
        return new JsonObject[] {
            send("session.open", "open", token()),
            send("users.me", "me", new JsonObject()),
            send("messages.post", "post", message),
            new JsonObject().put("type", "register").put("address", "room." + room)
        };
    }

    private static JsonObject send(String address, String reply, JsonObject body) {
        return new JsonObject()
                .put("type", "send")
                .put("address", address)
                .put("replyAddress", reply)
                .put("body", body);
    }
}
