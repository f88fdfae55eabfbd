package dev.parley.bridge.auth;

import io.vertx.core.Future;

/** Counts what is limited. */
public interface Buckets {

    /** Takes one token from the bucket of a key; the milliseconds to wait when there is none, otherwise 0. */
    Future<Long> take(Limit limit, String key);
}
