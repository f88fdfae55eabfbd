package dev.parley.contracts;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands events to the edge of every node, each node once.
 *
 * <p>Events that are handed over while the event loop is busy with one turn travel together, in the order they were handed over. The bus may lose them without a word: what is durable
 * is found again by the nodes, which ask the owners what changed. One object for each event loop; not to be shared between threads.
 */
public final class Broadcast {

    private static final DeliveryOptions CODEC = new DeliveryOptions().setCodecName(EnvelopesCodec.NAME);
    private static final int MOST_AT_ONCE = 256;

    private final Vertx vertx;
    private final EventBus bus;
    private List<Envelope> waiting = new ArrayList<>();

    /** A broadcast for the event loop that it is called from. */
    public Broadcast(Vertx vertx) {
        this.vertx = vertx;
        this.bus = vertx.eventBus();
    }

    /** Sends an event to every node, at the end of this turn of the event loop. */
    public void send(Envelope envelope) {
        waiting.add(envelope);
        if (waiting.size() == 1) {
            vertx.runOnContext(turn -> flush());
        } else if (waiting.size() == MOST_AT_ONCE) {
            flush();
        }
    }

    private void flush() {
        if (!waiting.isEmpty()) {
            List<Envelope> batch = waiting;
            waiting = new ArrayList<>();
            bus.publish(Addresses.EDGE, new Envelopes(batch), CODEC);
        }
    }
}
