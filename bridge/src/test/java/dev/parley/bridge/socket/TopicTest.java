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
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class TopicTest {

    private static final UUID ROOM = UUID.randomUUID();

    /** Remembers what was written, and the number of the change before which it began to listen. */
    private static final class Listener implements Link {

        private final List<Long> revs = new ArrayList<>();
        private final long from;
        private Subscription subscription;

        Listener(long from) {
            this.from = from;
        }

        @Override
        public void write(Frame frame) {
            revs.add(new JsonObject(frame.text()).getJsonObject("body").getLong("rev"));
        }

        @Override
        public void flush() {}

        @Override
        public long waiting() {
            return 0;
        }

        @Override
        public boolean ping() {
            return true;
        }

        @Override
        public void close(int code, String reason) {}

        @Override
        public void pause() {}

        @Override
        public void resume() {}
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whoeverStaysGetsEachChangeOnceInOrderWhileOthersComeAndGo(long seed) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Promise<Void> done = Promise.promise();
            vertx.runOnContext(turn -> {
                try {
                    comeAndGo(vertx, new Random(seed));
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

    private static void comeAndGo(Vertx vertx, Random random) {
        Parts parts = new Parts(
                BridgeOptions.defaults(), new Counters(), null, null, null, new Attendance(1), null, null, null, null);
        Hub hub = new Hub(vertx, parts);
        Topic topic = new Topic("room." + ROOM, ROOM, 1);
        topic.head = new Head(1, 0, 0);
        List<Listener> listening = new ArrayList<>();
        long rev = 0;
        for (int step = 0; step < 3_000; step++) {
            int choice = random.nextInt(10);
            if (choice < 3) {
                Listener listener = new Listener(topic.head.rev());
                listener.subscription = new Subscription(hub.open(listener, "", ""), topic);
                topic.add(listener.subscription);
                listening.add(listener);
            } else if (choice < 5 && !listening.isEmpty()) {
                topic.remove(listening.remove(random.nextInt(listening.size())).subscription);
            } else if (choice < 7) {
                rev++;
                topic.enqueue(Envelope.log(ROOM, 1, rev, rev, new JsonObject().put("rev", rev)));
            } else if (topic.busy()) {
                topic.walk(1 + random.nextInt(7));
            }
        }
        while (topic.busy()) {
            topic.walk(5);
        }
        assertThat(topic.size()).isEqualTo(listening.size());
        for (Listener listener : listening) {
            List<Long> expected = new ArrayList<>();
            for (long next = listener.from + 1; next <= rev; next++) {
                expected.add(next);
            }
            // whoever came during a walk may get what it was told already, and drops it
            assertThat(listener.revs.stream().filter(got -> got > listener.from))
                    .isEqualTo(expected);
        }
    }

    @Test
    void topicsAreReadExactly() {
        String id = "01890a5d-ac96-774b-bcce-b302099a8057";
        assertThat(Topics.room("room." + id)).hasToString(id);
        assertThat(Topics.person("user." + id)).hasToString(id);
        assertThat(Topics.room("user." + id)).isNull();
        assertThat(Topics.room("room.01890A5D-ac96-774b-bcce-b302099a8057")).isNull();
        assertThat(Topics.room("room." + id + " ")).isNull();
        assertThat(Topics.room("room.0-0-0-0-00000000000000000000000000000")).isNull();
        assertThat(Topics.room("")).isNull();
    }
}
