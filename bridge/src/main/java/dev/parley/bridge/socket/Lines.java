package dev.parley.bridge.socket;

import dev.parley.contracts.Failure;
import dev.parley.contracts.Failures;
import io.vertx.core.Future;
import io.vertx.serviceproxy.ServiceException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the calls of one socket to one room in their order.
 *
 * <p>A call is made when the one before it has been answered, because two instances of a service would take them in any order. When it is not known what became of a call, or it may pass later, those behind it are not made but
 * answered with the same failure: the client repeats them all, in order. The same when a call has waited too long for its turn.
 *
 * <p>What the client sent before it read of such a refusal is behind it too. So a post that was refused for now is owed: until it has been repeated, no post that came after it is made. Whoever does not repeat it is held for 5 s.
 * Belongs to one connection.
 */
final class Lines {

    /** As long as a client waits for an answer: whoever has read of no refusal by then takes the connection for broken. */
    private static final long HELD_MS = 5_000;

    /** So many posts of all lines are remembered as owed; those beyond are refused, and take their places when they come again. */
    private static final int MOST_OWED = 1_000;

    private final LongSupplier clock;
    private final Map<String, Future<?>> tails = new HashMap<>(2);
    private final Map<String, Owed> owed = new HashMap<>(2);
    private long posts;

    /** The posts of a line that are to be repeated: by their keys the places at which they first came. */
    private static final class Owed {
        private final Map<String, Long> places = new HashMap<>();
        private final TreeSet<Long> open = new TreeSet<>();
        private long until;

        /** Adds a post; of two calls with one key the place of the first counts. */
        void add(String key, long place) {
            Long known = places.get(key);
            if (known == null || known > place) {
                remove(key);
                places.put(key, place);
                open.add(place);
            }
        }

        boolean isFirst(long place) {
            return open.first() == place;
        }

        void remove(String key) {
            Long place = places.remove(key);
            if (place != null) {
                open.remove(place);
            }
        }
    }

    /** A post, where it came in the order of its line's posts. */
    private record Post(String line, String key, long place) {}

    /** No lines yet; the clock tells milliseconds. */
    Lines(LongSupplier clock) {
        this.clock = clock;
    }

    /** Makes a call when it is its turn in a line, or fails at a time of the clock. The key is that of a post. */
    <T> Future<T> take(String line, @Nullable String key, long until, Supplier<Future<T>> call) {
        Post post = key == null ? null : admitted(line, key);
        if (key != null && post == null) {
            return Future.failedFuture(
                    Failures.unavailable("unavailable", "A message before this one was refused. Repeat that first."));
        }
        Future<?> before = tails.get(line);
        Future<T> turn = before == null
                ? made(post, call)
                : before.transform(done -> {
                    if (done.failed() && passing(done.cause())) {
                        if (post != null) {
                            owe(post);
                        }
                        return Future.failedFuture(Failures.asService(done.cause()) == null ? late() : done.cause());
                    }
                    return clock.getAsLong() > until ? refused(post, late()) : made(post, call);
                });
        if (!turn.isComplete()) {
            tails.put(line, turn);
            turn.onComplete(done -> tails.remove(line, turn));
        }
        return turn;
    }

    /** Notes that a post was refused for now before it had its turn: whatever is sent behind it waits for its repeat, and it for those before it. */
    void turnedAway(String line, String key) {
        Owed those = owedIn(line);
        Long place = those == null ? null : those.places.get(key);
        if (those == null) {
            owe(new Post(line, key, ++posts));
        } else if (place == null) {
            addNew(those, key);
        } else if (those.isFirst(place)) {
            hold(those);
        }
    }

    /** A post that may be made; null when one before it is owed, and so it is too. */
    private @Nullable Post admitted(String line, String key) {
        Owed those = owedIn(line);
        if (those == null) {
            return new Post(line, key, ++posts);
        }
        Long place = those.places.get(key);
        if (place == null) {
            addNew(those, key);
            return null;
        }
        if (!those.isFirst(place)) {
            return null;
        }
        hold(those);
        paid(line, key);
        return new Post(line, key, place);
    }

    private void addNew(Owed those, String key) {
        if (owed.values().stream().mapToInt(line -> line.open.size()).sum() < MOST_OWED) {
            those.add(key, ++posts);
        }
    }

    /** Nothing waits for a post any more. */
    private void paid(String line, String key) {
        Owed those = owed.get(line);
        if (those != null) {
            those.remove(key);
            if (those.open.isEmpty()) {
                owed.remove(line);
            }
        }
    }

    /** Its client is seen to be there, or has one more refusal to read. */
    private void hold(Owed those) {
        those.until = clock.getAsLong() + HELD_MS;
    }

    private @Nullable Owed owedIn(String line) {
        Owed those = owed.get(line);
        if (those != null && clock.getAsLong() > those.until) {
            owed.remove(line);
            return null;
        }
        return those;
    }

    private void owe(Post post) {
        Owed those = owedIn(post.line());
        if (those == null) {
            owed.values().removeIf(line -> clock.getAsLong() > line.until);
            those = new Owed();
            owed.put(post.line(), those);
        }
        those.add(post.key(), post.place());
        hold(those);
    }

    private <T> Future<T> made(@Nullable Post post, Supplier<Future<T>> call) {
        Future<T> answer;
        try {
            answer = call.get();
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        return answer.onSuccess(done -> {
                    if (post != null) {
                        paid(post.line(), post.key());
                    }
                })
                .recover(failure -> refused(post, failure));
    }

    private <T> Future<T> refused(@Nullable Post post, Throwable failure) {
        if (post != null && Failures.asService(failure) != null) {
            if (passing(failure)) {
                owe(post);
            } else {
                paid(post.line(), post.key());
            }
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
