package dev.parley.bridge.api;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** Brings a result that several event loops wait for back to the one that asked. */
public final class Handoff {

    private Handoff() {}

    /** The same result, told on the context of the caller. */
    public static <T> Future<T> here(Vertx vertx, Future<T> shared) {
        Context asking = vertx.getOrCreateContext();
        Promise<T> promise = Promise.promise();
        shared.onComplete(done -> asking.runOnContext(turn -> promise.handle(done)));
        return promise.future();
    }
}
