package dev.parley.messages;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Keeps the order of what one person sends to one room, although some of it waits for a check and some does not.
 *
 * <p>Only as long as something waits there is an entry for the line; what comes to an empty line with its check done goes through at once. For one event loop; not to be shared between threads.
 *
 * @param <K> what names a line
 */
final class Turns<K> {

    private final Map<K, Future<Void>> lines = new HashMap<>();

    /** Hands the result of a check to the next step when everything that came to the line before has been handed on, or has failed its check. */
    <T, R> Future<R> take(K line, Future<T> check, Function<T, Future<R>> step) {
        Future<Void> before = lines.getOrDefault(line, Future.succeededFuture());
        if (before.isComplete() && check.succeeded()) {
            return step.apply(check.result());
        }
        Promise<Void> turn = Promise.promise();
        Future<Void> mine = turn.future();
        lines.put(line, mine);
        Promise<R> answer = Promise.promise();
        before.onComplete(free -> check.onComplete(checked -> {
            if (checked.succeeded()) {
                step.apply(checked.result()).onComplete(answer);
            } else {
                answer.fail(checked.cause());
            }
            lines.remove(line, mine);
            turn.complete();
        }));
        return answer.future();
    }
}
