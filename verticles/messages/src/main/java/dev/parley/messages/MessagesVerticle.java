package dev.parley.messages;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.parley.contracts.Addresses;
import dev.parley.contracts.Broadcast;
import dev.parley.contracts.Services;
import dev.parley.contracts.messages.MessageService;
import dev.parley.platform.Jobs;
import dev.parley.platform.Postgres;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Offers {@link MessageService}. */
public final class MessagesVerticle extends VerticleBase {

    /** How long a statement that writes may take: the time-out of the first two pools. */
    public static final Duration WRITE_TIMEOUT = Duration.ofSeconds(1);

    /** How long a statement that reads may take: the time-out of the third pool. */
    public static final Duration READ_TIMEOUT = Duration.ofSeconds(2);

    private static final String SCHEMA = "messages";

    private final MessagesOptions options;
    private final Postgres posts;
    private final Postgres writes;
    private final Postgres reads;
    private final Services services;
    private @Nullable Seats seats;
    private @Nullable News news;
    private @Nullable Jobs jobs;
    private @Nullable MessageConsumer<JsonObject> consumer;

    /**
     * An instance that asks the services of others; who made the pools closes them.
     *
     * @param options what may be set
     * @param posts for new messages alone, so that nothing else makes them wait; two connections for each instance
     * @param writes for all other changes
     * @param reads for what changes nothing
     * @param services of others
     */
    public MessagesVerticle(
            MessagesOptions options, Postgres posts, Postgres writes, Postgres reads, Services services) {
        this.options = options;
        this.posts = posts;
        this.writes = writes;
        this.reads = reads;
        this.services = services;
    }

    @Override
    public Future<?> start() {
        MessageStore store = new PgMessageStore(vertx, posts, writes, reads, options);
        Seats known = new Seats(
                vertx, services.rooms(), options.cachedSeats(), Ticker.systemTicker(), InstantSource.system());
        seats = known;
        News told = new News(new Broadcast(vertx));
        news = told;
        Jobs runner = new Jobs(vertx, writes.pool(), SCHEMA);
        jobs = runner;
        Messages messages = new Messages(store, known, told, new Mentions(store, known, told, runner));
        int instances = context.getInstanceCount();
        return posts.open(instances)
                .compose(opened -> writes.open(instances))
                .compose(opened -> reads.open(instances))
                .compose(opened -> known.start())
                .compose(started -> Services.offer(vertx, Addresses.MESSAGES, MessageService.class, messages))
                .onSuccess(offered -> {
                    consumer = offered;
                    runner.start();
                });
    }

    @Override
    public Future<?> stop() {
        Future<Void> taken = consumer == null ? Future.succeededFuture() : consumer.unregister();
        return taken.eventually(() -> jobs == null ? Future.succeededFuture() : jobs.stop())
                .eventually(() -> seats == null ? Future.succeededFuture() : seats.stop())
                .onComplete(stopped -> {
                    if (news != null) {
                        news.flush();
                    }
                });
    }
}
