package dev.parley.bridge.api;

import dev.parley.contracts.Caller;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** One thing that callers can ask for, whichever way they come. */
@FunctionalInterface
public interface Call {

    /** Asks for it; the input has been checked. */
    Future<Answer> make(Caller caller, JsonObject input);
}
