package dev.parley.bridge;

import dev.parley.contracts.Addresses;
import dev.parley.contracts.Envelope;
import dev.parley.contracts.Envelopes;
import dev.parley.contracts.EnvelopesCodec;
import dev.parley.contracts.Event;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Publishes as services do. */
record TestBus(Vertx vertx) {

    void tell(Event event) {
        tell(event.envelope());
    }

    void tell(Envelope... envelopes) {
        vertx.eventBus()
                .publish(
                        Addresses.EDGE,
                        new Envelopes(List.of(envelopes)),
                        new DeliveryOptions().setCodecName(EnvelopesCodec.NAME));
    }

    void publish(String address, JsonObject body) {
        vertx.eventBus().publish(address, body);
    }
}
