package dev.parley.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events travel together where they can, in order, and each is encoded once. */
class BroadcastTest {

    private static final UUID ROOM = UUID.fromString("0198c0de-0000-7000-8000-000000000001");

    private final BlockingQueue<Envelopes> edge = new LinkedBlockingQueue<>();
    private final BlockingQueue<Envelopes> otherEdge = new LinkedBlockingQueue<>();
    private Vertx vertx;
    private Context loop;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        EnvelopesCodec.register(vertx.eventBus());
        vertx.eventBus().<Envelopes>consumer(Addresses.EDGE, message -> edge.add(message.body()));
        vertx.eventBus().<Envelopes>consumer(Addresses.EDGE, message -> otherEdge.add(message.body()));
        loop = vertx.getOrCreateContext();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void eventsOfOneTurnTravelTogetherInOrder() throws InterruptedException {
        Broadcast broadcast = new Broadcast(vertx);
        loop.runOnContext(turn -> LongStream.rangeClosed(1, 5).forEach(rev -> broadcast.send(event(rev))));

        assertThat(revs(next(edge))).containsExactly(1L, 2L, 3L, 4L, 5L);

        loop.runOnContext(turn -> broadcast.send(event(6)));
        assertThat(revs(next(edge))).containsExactly(6L);
    }

    @Test
    void whatMayWaitTravelsWithWhatMayNot() throws InterruptedException {
        Broadcast broadcast = new Broadcast(vertx, TimeUnit.HOURS.toMillis(1));
        loop.runOnContext(turn -> {
            broadcast.send(marker(1));
            loop.runOnContext(later -> {
                broadcast.send(typing());
                loop.runOnContext(latest -> broadcast.send(event(2)));
            });
        });

        assertThat(revs(next(edge))).containsExactly(1L, 0L, 2L);
    }

    @Test
    void whatMayWaitLeavesAlsoWhenNothingElseDoes() throws InterruptedException {
        Broadcast broadcast = new Broadcast(vertx);
        for (long version = 1; version <= 2; version++) {
            long moved = version;
            loop.runOnContext(turn -> broadcast.send(marker(moved)));
            assertThat(revs(next(edge))).containsExactly(moved);
        }
        loop.runOnContext(turn -> broadcast.send(event(3)));
        assertThat(revs(next(edge))).containsExactly(3L);
        loop.runOnContext(turn -> broadcast.send(marker(4)));
        assertThat(revs(next(edge))).containsExactly(4L);
    }

    @Test
    void moreThanABatchHoldsGoesOutInSeveralInOrder() throws InterruptedException {
        Broadcast broadcast = new Broadcast(vertx);
        loop.runOnContext(turn -> LongStream.rangeClosed(1, 600).forEach(rev -> broadcast.send(event(rev))));

        List<Long> seen = new ArrayList<>();
        while (seen.size() < 600) {
            List<Long> batch = revs(next(edge));
            assertThat(batch).hasSizeLessThanOrEqualTo(256);
            seen.addAll(batch);
        }
        assertThat(seen)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 600).boxed().toList());
    }

    @Test
    void anEventIsEncodedOnceForAllReaders() throws InterruptedException {
        long before = Encodings.total();
        Broadcast broadcast = new Broadcast(vertx);
        loop.runOnContext(turn -> LongStream.rangeClosed(1, 3).forEach(rev -> broadcast.send(event(rev))));

        Envelopes here = next(edge);
        Envelopes there = next(otherEdge);
        assertThat(here.list()).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(here.list().get(i).frame()).isSameAs(there.list().get(i).frame());
        }
        assertThat(Encodings.total() - before).isEqualTo(3);
    }

    private static Envelope event(long rev) {
        return Envelope.log(ROOM, 1, rev, rev, new JsonObject().put("rev", rev));
    }

    private static Envelope marker(long version) {
        return Envelope.marker(ROOM, ROOM, version, new JsonObject());
    }

    private static Envelope typing() {
        return Envelope.ephemeral("room", new JsonObject());
    }

    private static List<Long> revs(Envelopes envelopes) {
        return envelopes.list().stream().map(Envelope::rev).toList();
    }

    private static Envelopes next(BlockingQueue<Envelopes> edge) throws InterruptedException {
        Envelopes next = edge.poll(60, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing arrived");
        }
        return next;
    }
}
