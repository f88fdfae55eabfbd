package dev.parley.contracts;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands events to the edge of every node, each node once.
 *
 * <p>Events that are handed over while the event loop is busy with one turn travel together, in the order they were handed over. Who types and how far somebody has read waits for the next event of the same object, for at most
 * 100 ms: each batch wakes several threads on every node, and nobody sees the difference. The bus may lose events without a word: what is durable is found again by the nodes, which ask the owners what changed. One object for
 * each hub and each instance of a verticle; not to be shared between threads.
 */
public final class Broadcast {

    private static final DeliveryOptions CODEC = new DeliveryOptions().setCodecName(EnvelopesCodec.NAME);
    private static final int MOST_AT_ONCE = 256;
    private static final long LONGEST_WAIT_MS = 100;

    private final Vertx vertx;
    private final EventBus bus;
    private final long longestWaitMs;
    private List<Envelope> waiting = new ArrayList<>();
    private boolean leaving;
    private boolean leavingLater;
    private long batches;

    /** A broadcast for the event loop that it is called from. */
    public Broadcast(Vertx vertx) {
        this(vertx, LONGEST_WAIT_MS);
    }

    Broadcast(Vertx vertx, long longestWaitMs) {
        this.vertx = vertx;
        this.bus = vertx.eventBus();
        this.longestWaitMs = longestWaitMs;
    }

    /** Sends an event to every node, with all that waits: at the end of this turn of the event loop, or later where it may wait. */
    public void send(Envelope envelope) {
        waiting.add(envelope);
        if (waiting.size() == MOST_AT_ONCE) {
            flush();
        } else if (!mayWait(envelope)) {
            leaveSoon();
        } else if (!leaving && !leavingLater) {
            leavingLater = true;
            vertx.setTimer(longestWaitMs, tick -> {
                leavingLater = false;
                flush();
            });
        }
    }

    /** Sends what waits now. */
    public void flush() {
        if (!waiting.isEmpty()) {
            List<Envelope> batch = waiting;
            waiting = new ArrayList<>();
            batches++;
            bus.publish(Addresses.EDGE, new Envelopes(batch), CODEC);
        }
    }

    /** How many batches have left: what was sent waits until there is one more. */
    public long batches() {
        return batches;
    }

    private static boolean mayWait(Envelope envelope) {
        return envelope.kind() == Envelope.Kind.EPHEMERAL || envelope.kind() == Envelope.Kind.MARKER;
    }

    private void leaveSoon() {
        if (!leaving) {
            leaving = true;
            vertx.runOnContext(turn -> {
                leaving = false;
                flush();
            });
        }
    }
}
