package dev.parley.bridge.socket;

import dev.parley.contracts.Failure;
import dev.parley.contracts.Failures;
import io.vertx.core.Future;
import io.vertx.serviceproxy.ServiceException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the calls of one socket to one room in their order.
 *
 * <p>A call is made when the one before it has been answered, because two instances of a service would take them in any order. When it is not known what became of a call, or it may pass later, those behind it are not made but
 * answered with the same failure: the client repeats them all, in order. The same when a call has waited too long for its turn.
 *
 * <p>What the client sent before it read of such a refusal is behind it too. So after a post was refused for now no post is made that was not refused since then, until all of those have been repeated: the client has read of
 * every refusal then. They pass in the order in which the client repeats them. Whoever does not repeat them all is held for 5 s. Belongs to one connection.
 */
final class Lines {

    /** As long as a client waits for an answer: whoever has read of no refusal by then takes the connection for broken. */
    private static final long HELD_MS = 5_000;

    private static final int MOST_HELD = 64;

    private final LongSupplier clock;
    private final Map<String, Future<?>> tails = new HashMap<>(2);
    private final Map<String, Held> held = new LinkedHashMap<>(2);

    /** Until when a line is held, and the keys of the posts that were refused meanwhile. */
    private record Held(long until, Set<String> refused) {}

    /** No lines yet; the clock tells milliseconds. */
    Lines(LongSupplier clock) {
        this.clock = clock;
    }

    /** Makes a call when it is its turn in a line, or fails at a time of the clock. The key is that of a post. */
    <T> Future<T> take(String line, @Nullable String key, long until, Supplier<Future<T>> call) {
        if (key != null && behindRefused(line, key)) {
            return Future.failedFuture(
                    Failures.unavailable("unavailable", "A message before this one was refused. Repeat that first."));
        }
        Future<?> before = tails.get(line);
        Future<T> turn = before == null
                ? made(line, key, call)
                : before.transform(done -> {
                    if (done.failed() && passing(done.cause())) {
                        if (key != null) {
                            turnedAway(line, key);
                        }
                        return Future.failedFuture(done.cause());
                    }
                    return clock.getAsLong() > until ? refused(line, key, late()) : made(line, key, call);
                });
        if (!turn.isComplete()) {
            tails.put(line, turn);
            turn.onComplete(done -> tails.remove(line, turn));
        }
        return turn;
    }

    /** Notes that a post was refused for now before it had its turn: whatever is sent behind it waits for its repeat, and it for those before it. */
    void turnedAway(String line, String key) {
        if (!behindRefused(line, key)) {
            hold(line, key);
        }
    }

    private void hold(String line, String key) {
        held.remove(line);
        if (held.size() >= MOST_HELD) {
            held.remove(held.keySet().iterator().next());
        }
        held.put(line, new Held(clock.getAsLong() + HELD_MS, new HashSet<>(Set.of(key))));
    }

    /** Whether a post is behind one that was refused for now; it is noted, so that its repeat is not. The waiting ends when all have been repeated. */
    private boolean behindRefused(String line, String key) {
        Held since = held.get(line);
        if (since == null) {
            return false;
        }
        if (clock.getAsLong() > since.until) {
            held.remove(line);
            return false;
        }
        if (since.refused.add(key)) {
            return true;
        }
        since.refused.remove(key);
        if (since.refused.isEmpty()) {
            held.remove(line);
        }
        return false;
    }

    private <T> Future<T> made(String line, @Nullable String key, Supplier<Future<T>> call) {
        Future<T> answer;
        try {
            answer = call.get();
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        return answer.recover(failure -> refused(line, key, failure));
    }

    private <T> Future<T> refused(String line, @Nullable String key, Throwable failure) {
        if (key != null && Failures.asService(failure) != null && passing(failure)) {
            hold(line, key);
        }
        return Future.failedFuture(failure);
    }

    /** Whether a repeat may be stored, or it is not known what became of the call. */
    private static boolean passing(Throwable cause) {
        ServiceException known = Failures.asService(cause);
        Failure failure = known == null ? Failure.UNAVAILABLE : Failure.of(known.failureCode());
        return failure == Failure.UNAVAILABLE || failure == Failure.LIMITED;
    }

    private static ServiceException late() {
        return Failures.unavailable("unavailable", "This took too long to get its turn. Repeat it.");
    }
}
