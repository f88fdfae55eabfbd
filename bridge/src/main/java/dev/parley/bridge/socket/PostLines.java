package dev.parley.bridge.socket;

import dev.parley.contracts.Failure;
import dev.parley.contracts.Failures;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.serviceproxy.ServiceException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Keeps the order of what one socket posts to one room, whichever instance or node stores it: each post is handed on when the one before has its outcome.
 *
 * <p>When it is not known whether a post was stored, those that wait behind it are given the same outcome: stored now, they would come before it once it is repeated. What was refused for good holds nobody up. For one event
 * loop; not to be shared between threads.
 */
final class PostLines {

    private final Map<String, Future<JsonObject>> lines = new HashMap<>();

    /** Makes the call when the posts to the room before it are settled. */
    Future<JsonObject> take(String roomId, Supplier<Future<JsonObject>> call) {
        Future<JsonObject> before = lines.get(roomId);
        Future<JsonObject> answer = before == null
                ? call.get()
                : before.transform(done ->
                        done.failed() && inDoubt(done.cause()) ? Future.failedFuture(done.cause()) : call.get());
        if (!answer.isComplete()) {
            lines.put(roomId, answer);
            answer.onComplete(done -> lines.remove(roomId, answer));
        }
        return answer;
    }

    private static boolean inDoubt(Throwable failure) {
        ServiceException known = Failures.asService(failure);
        return known == null || Failure.of(known.failureCode()) == Failure.UNAVAILABLE;
    }
}
