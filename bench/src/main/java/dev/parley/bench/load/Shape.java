package dev.parley.bench.load;

/**
 * What tells a message event from other frames, and what its numbers stand behind.
 *
 * @param start what such a frame begins with
 * @param message what only message events have
 * @param rev what the rev stands behind
 * @param seq what the seq stands behind; empty where there is none
 * @param sent what the time stands behind when the message was meant to be sent
 */
public record Shape(String start, String message, String rev, String seq, String sent) {

    /** The events of Parley. */
    static final Shape PARLEY = new Shape(
            "{\"type\":\"rec\",\"address\":\"room.", "\"type\":\"message.", "\"rev\":", "\"seq\":", "\"content\":\"t=");
}
