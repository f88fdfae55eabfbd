package dev.parley.bridge.socket;

import io.vertx.core.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an owner is asked again and again: once at a time, and without waiting for what others are asked.
 *
 * <p>An answer to what was asked before the feed began to hold events back is too old to go by, and the owner is asked again at once. Belongs to the event loop of the feed.
 */
final class Question {

    private final Feed feed;
    private final Supplier<Future<Boolean>> piece;
    private final Consumer<@Nullable Throwable> heard;
    private boolean asking;
    private boolean succeeded;
    private long askedAt;

    /** How often events had been held back when what was heard last was asked. */
    private int holds = -1;

    /** Asks for pieces until there is none more; whoever hears of it is told what failed, null when nothing did. */
    Question(Feed feed, Supplier<Future<Boolean>> piece, Consumer<@Nullable Throwable> heard) {
        this.feed = feed;
        this.piece = piece;
        this.heard = heard;
    }

    /** Asks unless that is under way; complete when there is an answer or none can be had. Never fails. */
    Future<Void> ask() {
        if (asking) {
            return Future.succeededFuture();
        }
        asking = true;
        long began = Hub.now();
        int before = feed.holds();
        return all().transform(done -> {
            asking = false;
            if (before != feed.holds()) {
                return ask();
            }
            holds = before;
            succeeded = done.succeeded();
            if (succeeded) {
                askedAt = began;
            }
            heard.accept(done.cause());
            return Future.succeededFuture();
        });
    }

    private Future<?> all() {
        return piece.get().compose(more -> more ? all() : Future.succeededFuture());
    }

    /** Whether there was an answer, or none could be had, to what was asked since events were held back. */
    boolean heard() {
        return holds == feed.holds();
    }

    /** Whether there was an answer the last time. */
    boolean succeeded() {
        return succeeded;
    }

    /** When that was asked to which there was an answer last, on the clock of the hubs. */
    long askedAt() {
        return askedAt;
    }
}
