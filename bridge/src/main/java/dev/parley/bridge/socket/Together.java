package dev.parley.bridge.socket;

import dev.parley.bridge.api.Handoff;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks an owner for many things with one call, so that a storm of reconnects is a few calls and not one for each.
 *
 * <p>There is one call at a time, and whoever comes meanwhile waits for the next one: an answer is never older than the question. While many ask, the calls keep a distance that grows with how many they were for, up to a
 * tenth of a second; who asks alone does not wait. Safe for all threads.
 */
final class Together<V> {

    private static final long EACH_MS = 4;
    private static final long LONGEST_MS = 100;

    private final Vertx vertx;
    private final Context context;
    private final int most;
    private final Function<List<UUID>, Future<Map<UUID, V>>> owner;
    private final Map<UUID, Promise<@Nullable V>> waiting = new LinkedHashMap<>();
    private boolean asking;

    /** Calls of an owner for so many things at most, made on the event loop that this is made on. */
    Together(Vertx vertx, int most, Function<List<UUID>, Future<Map<UUID, V>>> owner) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.most = most;
        this.owner = owner;
    }

    /** What the owner has for an id, told on the context of the caller; null when it has nothing. */
    Future<@Nullable V> ask(UUID id) {
        Future<@Nullable V> answer;
        boolean first;
        synchronized (this) {
            answer = waiting.computeIfAbsent(id, missing -> Promise.promise()).future();
            first = !asking;
            asking = true;
        }
        if (first) {
            context.runOnContext(turn -> call());
        }
        return Handoff.here(vertx, answer);
    }

    private void call() {
        Map<UUID, Promise<@Nullable V>> asked = take();
        if (asked.isEmpty()) {
            return;
        }
        long began = Hub.now();
        called(List.copyOf(asked.keySet())).onComplete(done -> {
            asked.forEach((id, promise) -> {
                if (done.succeeded()) {
                    promise.complete(done.result().get(id));
                } else {
                    promise.fail(done.cause());
                }
            });
            long rest = began + Math.min(LONGEST_MS, EACH_MS * asked.size()) - Hub.now();
            if (rest > 0) {
                vertx.setTimer(rest, timer -> call());
            } else {
                call();
            }
        });
    }

    private Future<Map<UUID, V>> called(List<UUID> ids) {
        try {
            return owner.apply(ids);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** Those that the next call is for; none ends the calls. */
    private synchronized Map<UUID, Promise<@Nullable V>> take() {
        Map<UUID, Promise<@Nullable V>> taken = new LinkedHashMap<>();
        Iterator<Map.Entry<UUID, Promise<@Nullable V>>> all = waiting.entrySet().iterator();
        while (all.hasNext() && taken.size() < most) {
            Map.Entry<UUID, Promise<@Nullable V>> next = all.next();
            taken.put(next.getKey(), next.getValue());
            all.remove();
        }
        asking = !taken.isEmpty();
        return taken;
    }
}
