package dev.parley.bridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.BridgeOptions;
import dev.parley.bridge.ops.Counters;
import dev.parley.contracts.Envelope;
import dev.parley.contracts.messages.Head;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Who is silent is asked for a sign of life: with something that is delivered anyway when that comes in time, otherwise alone. */
@NullUnmarked
class HeartbeatTest {

    private static final UUID ROOM = UUID.randomUUID();
    private static final JsonObject OPTIONS =
            new JsonObject().put("heartbeatMs", 10_000).put("silenceMs", 20_000).put("openMs", 60_000);

    private final List<String> written = new ArrayList<>();
    private boolean unaskable;
    private long rev;

    @Test
    void nobodyIsAskedLongBeforeItIsDue() throws Exception {
        onAHub((hub, topic) -> {
            hub.sweep(Hub.now() + 5_000);
            tell(topic);
            assertThat(written).containsExactly("message");
        });
    }

    @Test
    void theQuestionGoesAlongWithWhatIsDelivered() throws Exception {
        onAHub((hub, topic) -> {
            hub.sweep(Hub.now() + 9_000);
            assertThat(written).isEmpty();
            tell(topic);
            tell(topic);
            hub.sweep(Hub.now() + 11_000);
            assertThat(written).containsExactly("message", "ping", "message");
        });
    }

    @Test
    void whereNothingIsDeliveredItGoesAlone() throws Exception {
        onAHub((hub, topic) -> {
            hub.sweep(Hub.now() + 11_000);
            assertThat(written).containsExactly("ping");
        });
    }

    @Test
    void whereNobodyCanBeAskedWhoSaysNothingIsClosed() throws Exception {
        unaskable = true;
        onAHub((hub, topic) -> {
            hub.sweep(Hub.now() + 11_000);
            hub.sweep(Hub.now() + 19_000);
            assertThat(written).isEmpty();
            hub.sweep(Hub.now() + 21_000);
            assertThat(written).containsExactly("close");
        });
    }

    private void tell(Topic topic) {
        rev++;
        topic.enqueue(Envelope.log(ROOM, 1, rev, rev, new JsonObject().put("rev", rev)));
        topic.walk(1);
    }

    private void onAHub(BiConsumer<Hub, Topic> check) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Promise<Void> done = Promise.promise();
            vertx.runOnContext(turn -> {
                try {
                    Parts parts = new Parts(
                            BridgeOptions.fromJson(OPTIONS),
                            new Counters(),
                            null,
                            null,
                            null,
                            new Attendance(1),
                            null,
                            null,
                            null,
                            null);
                    Hub hub = new Hub(vertx, parts);
                    Topic topic = new Topic("room." + ROOM, ROOM, 1);
                    topic.head = new Head(1, 0, 0);
                    topic.add(new Subscription(hub.open(new Written(), "", ""), topic));
                    check.accept(hub, topic);
                    done.complete();
                } catch (Throwable failure) {
                    done.fail(failure);
                }
            });
            done.future().await(60, TimeUnit.SECONDS);
        } finally {
            vertx.close().await(60, TimeUnit.SECONDS);
        }
    }

    private final class Written implements Link {

        @Override
        public void write(Frame frame) {
            written.add("message");
        }

        @Override
        public void flush() {}

        @Override
        public long waiting() {
            return 0;
        }

        @Override
        public boolean ping() {
            return !unaskable && written.add("ping");
        }

        @Override
        public void close(int code, String reason) {
            written.add("close");
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {}
    }
}
