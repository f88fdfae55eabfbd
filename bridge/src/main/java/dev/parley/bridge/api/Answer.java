package dev.parley.bridge.api;

import io.vertx.core.json.JsonObject;

/**
 * What a call came to.
 *
 * @param status the HTTP status; sockets do not show it
 * @param body what is answered; empty with status 204
 */
public record Answer(int status, JsonObject body) {

    /** Done, and here it is. */
    public static Answer ok(JsonObject body) {
        return new Answer(200, body);
    }

    /** Made by this very call, or there already. */
    public static Answer made(boolean created, JsonObject body) {
        return new Answer(created ? 201 : 200, body);
    }

    /** Done, with nothing to say. */
    public static Answer done() {
        return new Answer(204, new JsonObject());
    }
}
