package dev.parley.bridge.socket;

import dev.parley.contracts.Envelope;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Events on their way from the feed to the hubs: those of one turn travel together. Belongs to the event loop of the feed. */
final class Outgoing {

    private final Context context;
    private final Map<Hub, List<Envelope>> waiting = new IdentityHashMap<>();

    Outgoing(Context context) {
        this.context = context;
    }

    /** Takes an event for a hub; it leaves at the end of this turn at the latest. */
    void add(Hub hub, Envelope envelope) {
        if (waiting.isEmpty()) {
            context.runOnContext(turn -> flush());
        }
        waiting.computeIfAbsent(hub, first -> new ArrayList<>()).add(envelope);
    }

    /** Lets everything leave now. */
    void flush() {
        if (!waiting.isEmpty()) {
            waiting.forEach((hub, envelopes) -> hub.context().runOnContext(turn -> hub.deliver(envelopes)));
            waiting.clear();
        }
    }
}
