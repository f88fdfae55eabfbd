package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.ops.Counters;
import dev.parley.contracts.Event;
import dev.parley.contracts.rooms.RoomKind;
import io.netty.channel.EventLoop;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node does whose event loops come late to all that they are given. */
class LateNodeTest {

    /** How often something is tried that is refused by lot, of twenty tries nineteen when a node is as late as it can be. */
    private static final int TRIES = 20;

    private final TestEdge edge = new TestEdge();
    private final Counters counters = edge.edge.counters();
    private final AtomicBoolean late = new AtomicBoolean(true);
    private final UUID ada = edge.person("ada");
    private final UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
    private final TestSocket socket = edge.connect(ada);
    private int keys;
    private JsonObject last = new JsonObject();

    @BeforeEach
    void beLate() {
        socket.listen(room);
        ((VertxInternal) edge.vertx).nettyEventLoopGroup().forEach(loop -> loop.execute(() -> hold((EventLoop) loop)));
    }

    @AfterEach
    void stop() {
        late.set(false);
        edge.close();
    }

    /** Keeps an event loop from all else for most of the time. */
    private void hold(EventLoop loop) {
        if (late.get()) {
            LockSupport.parkNanos(400_000_000);
            loop.schedule(() -> hold(loop), 1, TimeUnit.MILLISECONDS);
        }
    }

    private JsonObject post() {
        return new JsonObject().put("key", "k" + keys++).put("content", "text");
    }

    private JsonObject refused() {
        JsonObject answer = new JsonObject().put("type", "rec");
        for (int i = 0; "rec".equals(answer.getString("type")); i++) {
            assertThat(i).as("messages that were taken").isLessThan(TRIES);
            last = post().put("roomId", room.toString());
            answer = socket.call("messages.post", last);
        }
        return answer.getJsonObject("body").getJsonObject("error");
    }

    @Test
    void itTellsNobodyWhoTypesAndRefusesMessagesUntilItIsOnTime() {
        for (int i = 0; counters.shed.sum() == 0; i++) {
            assertThat(i).as("typing that was told").isLessThan(TRIES);
            edge.bus.tell(new Event.Typing(room, ada, true));
            socket.untilNow();
        }
        JsonObject told = refused();
        assertThat(told.getString("reason")).isEqualTo("unavailable");
        assertThat(told.getString("message")).startsWith("More is asked of this node");
        assertThat(told.getJsonObject("details").getLong("retryAfterMs")).isEqualTo(1_000);
        assertThat(counters.calls("postMessage", "unavailable")).isPositive();
        late.set(false);
        while (!"rec".equals(socket.call("messages.post", last).getString("type"))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void itRefusesToLookAroundAndAnswersWhatClientsNeedToBeComplete() {
        refused();
        JsonObject of = new JsonObject().put("roomId", room.toString());
        assertThat(TestSocket.reason(socket.call("messages.history", of))).isEqualTo("unavailable");
        assertThat(socket.call("rooms.changes", of.copy().put("after", 0)).getString("type"))
                .isEqualTo("rec");
    }

    @Test
    void itRefusesOverRestToo() {
        HttpResponse<Buffer> answer = null;
        for (int i = 0; answer == null || answer.statusCode() == 201; i++) {
            assertThat(i).as("messages that were taken").isLessThan(TRIES);
            answer = edge.send(HttpMethod.POST, "/api/rooms/" + room + "/messages", ada, post());
        }
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.getHeader("Retry-After")).isEqualTo("1");
        assertThat(answer.bodyAsJsonObject().getJsonObject("error").getString("message"))
                .startsWith("More is asked of this node");
    }
}
