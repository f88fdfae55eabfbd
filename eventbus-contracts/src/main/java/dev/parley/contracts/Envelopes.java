package dev.parley.contracts;

import java.util.List;

/**
 * Events that travel to a node together, in order.
 *
 * @param list the events; immutable
 */
public record Envelopes(List<Envelope> list) {

    /** Copies the list. */
    public Envelopes {
        list = List.copyOf(list);
    }
}
