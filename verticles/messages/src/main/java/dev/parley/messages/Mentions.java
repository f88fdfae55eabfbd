package dev.parley.messages;

import dev.parley.contracts.messages.ChatMessage;
import dev.parley.platform.Job;
import dev.parley.platform.Jobs;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Tells people that they are mentioned, by durable jobs that the store writes with the message or its edit.
 *
 * <p>Each is told at least once to the nodes, with the message as it is then, and in the order of the messages of a room. Nobody is told who is not in the room any more, or not in the message. For one event loop; not to be shared between threads.
 */
final class Mentions {

    /** The kind of the jobs. */
    static final String KIND = "mention";

    private final MessageStore store;
    private final Seats seats;
    private final News news;
    private final Jobs jobs;

    /** Mentions that a runner of jobs works off. */
    Mentions(MessageStore store, Seats seats, News news, Jobs jobs) {
        this.store = store;
        this.seats = seats;
        this.news = news;
        this.jobs = jobs.handleRuns(KIND, this::tell);
    }

    /** A message was stored or edited: whoever is mentioned is told now rather than with the next look at the jobs. */
    void soon(ChatMessage message) {
        if (message.mentions() != null) {
            jobs.poke();
        }
    }

    private Future<?> tell(List<Job> run) {
        List<Future<Runnable>> ready =
                run.stream().map(job -> prepare(job.payload())).toList();
        return Future.all(new ArrayList<>(ready))
                .onSuccess(all -> ready.forEach(one -> one.result().run()));
    }

    private Future<Runnable> prepare(JsonObject payload) {
        UUID roomId = UUID.fromString(payload.getString("roomId"));
        UUID userId = UUID.fromString(payload.getString("userId"));
        Future<Optional<ChatMessage>> found = store.get(roomId, payload.getLong("seq"), null);
        Future<List<UUID>> seated = seats.membersOf(roomId, List.of(userId));
        return Future.all(found, seated).map(both -> {
            Optional<ChatMessage> message = found.result()
                    .filter(now -> now.mentions() != null && now.mentions().contains(userId))
                    .filter(now -> seated.result().contains(userId));
            return () -> message.ifPresent(now -> news.mentioned(userId, now));
        });
    }
}
