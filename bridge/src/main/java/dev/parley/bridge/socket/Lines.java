package dev.parley.bridge.socket;

import dev.parley.contracts.Failure;
import dev.parley.contracts.Failures;
import io.vertx.core.Future;
import io.vertx.serviceproxy.ServiceException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Keeps the calls of one socket to one room in their order.
 *
 * <p>A call is made when the one before it has been answered, because two instances of a service would take them in any order. When it is not known what became of a call, those behind it are not made but
 * answered with the same failure: the client repeats them all, in order. The same when a call has waited too long for its turn. Belongs to one connection.
 */
final class Lines {

    private final Map<String, Future<?>> tails = new HashMap<>(2);

    /** Makes a call when it is its turn in a line, or fails at a time of the hub's clock. */
    <T> Future<T> take(String line, long until, Supplier<Future<T>> call) {
        Future<?> before = tails.get(line);
        Future<T> turn = before == null
                ? call.get()
                : before.transform(done -> {
                    if (done.failed() && repeatable(done.cause())) {
                        return Future.failedFuture(done.cause());
                    }
                    return Hub.now() > until ? Future.failedFuture(late()) : call.get();
                });
        if (!turn.isComplete()) {
            tails.put(line, turn);
            turn.onComplete(done -> tails.remove(line, turn));
        }
        return turn;
    }

    private static boolean repeatable(Throwable cause) {
        ServiceException known = Failures.asService(cause);
        return known == null || known.failureCode() == Failure.UNAVAILABLE.code();
    }

    private static ServiceException late() {
        return Failures.unavailable("unavailable", "This took too long to get its turn. Repeat it.");
    }
}
