package dev.parley.bridge;

import dev.parley.bridge.api.Api;
import dev.parley.bridge.api.Calls;
import dev.parley.bridge.auth.HouseClock;
import dev.parley.bridge.auth.Limits;
import dev.parley.bridge.auth.LocalBuckets;
import dev.parley.bridge.auth.LocalBuckets.Bucket;
import dev.parley.bridge.auth.RedisBuckets;
import dev.parley.bridge.auth.Revocations;
import dev.parley.bridge.auth.Tokens;
import dev.parley.bridge.auth.Visitors;
import dev.parley.bridge.http.WebRoutes;
import dev.parley.bridge.ops.Counters;
import dev.parley.bridge.socket.Accounts;
import dev.parley.bridge.socket.Attendance;
import dev.parley.bridge.socket.Commands;
import dev.parley.bridge.socket.Feed;
import dev.parley.bridge.socket.Gate;
import dev.parley.bridge.socket.Hub;
import dev.parley.bridge.socket.Parts;
import dev.parley.bridge.socket.Repair;
import dev.parley.contracts.Addresses;
import dev.parley.contracts.Envelopes;
import dev.parley.contracts.Services;
import dev.parley.contracts.rooms.Access;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the event loops of a node's edge share: one consumer of events for all sockets, the sessions that ended, what the bus may have lost, limits, and the files that are served.
 *
 * <p>A node makes one, starts it before it deploys {@link BridgeVerticle}, drains it before it undeploys that, and closes it then. However many sockets there are, the node has two addresses on the
 * bus through it.
 */
public final class Edge {

    private static final Logger LOG = LoggerFactory.getLogger(Edge.class);
    private static final long KEYS_EVERY_MS = 180_000;
    private static final long DRAIN_AT_MOST_MS = 6_000;

    private final Vertx vertx;
    private final Services services;
    private final BridgeOptions options;
    private final Counters counters = new Counters();
    private final Revocations ended = new Revocations(System::nanoTime);
    private final Visitors visitors;
    private final InstantSource time;
    private final HouseClock clock;
    private final Tokens tokens;
    private final @Nullable RedisBuckets redis;
    private final Limits limits;
    private final Bucket newcomers;
    private final List<MessageConsumer<?>> consumers = new ArrayList<>();
    private @Nullable Started started;
    private long keysTimer = -1;
    private volatile boolean draining;

    /** The edge of a node. */
    public Edge(Vertx vertx, Services services, BridgeOptions options) {
        this(vertx, services, options, InstantSource.system());
    }

    /** The edge of a node whose machine shows a time. */
    Edge(Vertx vertx, Services services, BridgeOptions options, InstantSource time) {
        this.vertx = vertx;
        this.services = services;
        this.options = options;
        this.time = time;
        this.clock = new HouseClock(time);
        this.visitors = new Visitors(options.forwardedHeaders(), options.allowedOrigins());
        LocalBuckets local = new LocalBuckets(System::nanoTime);
        this.redis =
                options.redis().isEmpty() ? null : new RedisBuckets(vertx, options.redis(), local, System::nanoTime);
        this.limits = new Limits(options::limit, local, redis == null ? local : redis);
        this.tokens = new Tokens(vertx, services.users(), ended, limits, clock);
        this.newcomers = new Bucket(options.connectionBurst(), options.connectionsPerSecond() / 1e9, System.nanoTime());
    }

    private record Started(Api api, Calls calls, WebRoutes web, Parts parts, Repair repair) {}

    /**
     * Reads the files, listens to events, and asks the owners for the first time. Completes although a service does not answer yet: {@link #ready()} tells.
     */
    public Future<Void> start() {
        return Api.load(vertx)
                .compose(api -> WebRoutes.load(vertx, api, tokens, visitors).compose(web -> onFeed(api, web)))
                .compose(parts -> parts.repair.start())
                .compose(asked -> keys());
    }

    private Future<Started> onFeed(Api api, WebRoutes web) {
        Promise<Started> promise = Promise.promise();
        vertx.runOnContext(first -> {
            Context loop = vertx.getOrCreateContext();
            Gate gate = new Gate(vertx, services.rooms(), options.seatCacheMs(), limits::ask);
            Feed feed = new Feed(vertx, services.messages(), gate, ended, counters, options.reorderMs());
            Repair repair = new Repair(vertx, services, feed, gate, clock, time, options.repairMs());
            Calls calls = new Calls(services, limits, counters);
            Parts parts = new Parts(
                    options,
                    counters,
                    tokens,
                    limits,
                    ended,
                    new Attendance(options.maxSocketsPerUser()),
                    new Accounts(vertx, services.users(), limits::ask),
                    gate,
                    feed,
                    new Commands(api, calls));
            Started made = new Started(api, calls, web, parts, repair);
            started = made;
            LOG.debug("Events come in on {}", loop);
            listen(made).map(made).onComplete(promise);
        });
        return promise.future();
    }

    private Future<?> listen(Started made) {
        MessageConsumer<Envelopes> events = vertx.eventBus().consumer(Addresses.EDGE, message -> {
            made.repair.alive();
            made.parts.feed().accept(message.body().list());
        });
        MessageConsumer<JsonObject> seats = vertx.eventBus().consumer(Addresses.SEATS, message -> {
            Access access = Access.decode(message.body());
            if (made.parts.gate().told(access) && !access.seated()) {
                made.parts.feed().endSeat(access.roomId(), access.userId());
            }
        });
        consumers.add(events);
        consumers.add(seats);
        return Future.all(events.completion(), seats.completion());
    }

    private Future<Void> keys() {
        keysTimer = vertx.setPeriodic(KEYS_EVERY_MS, tick -> readKeys());
        return readKeys();
    }

    private Future<Void> readKeys() {
        return tokens.refresh().recover(failure -> {
            LOG.warn("The keys of the access tokens cannot be read now: {}", String.valueOf(failure.getMessage()));
            return Future.succeededFuture();
        });
    }

    /** Whether this node should be sent people: it is started, knows the state of sessions and seats, and does not leave. */
    public boolean ready() {
        Started made = started;
        return made != null && made.repair.current() && !draining;
    }

    /**
     * Leaves: not ready from now on, no new connections, and every socket is closed as soon as its calls are answered, told over which time to come back. Complete when no socket is left, or
     * after a few seconds.
     */
    public Future<Void> drain() {
        draining = true;
        Started made = started;
        if (made == null) {
            return Future.succeededFuture();
        }
        List<Future<Void>> emptied = made.parts.feed().all().stream()
                .map(hub -> hub.drain(options.drainMs()))
                .toList();
        return Future.join(new ArrayList<>(emptied))
                .timeout(DRAIN_AT_MOST_MS, TimeUnit.MILLISECONDS)
                .<Void>mapEmpty()
                .recover(late ->
                        late instanceof TimeoutException ? Future.succeededFuture() : Future.failedFuture(late));
    }

    /** Stops listening. The verticles of the bridge must have been undeployed. */
    public Future<Void> close() {
        draining = true;
        vertx.cancelTimer(keysTimer);
        if (started != null) {
            started.repair.stop();
        }
        if (redis != null) {
            redis.close();
        }
        return Future.join(consumers.stream().map(MessageConsumer::unregister).toList())
                .mapEmpty();
    }

    /** What was done. */
    public Counters counters() {
        return counters;
    }

    /** How many milliseconds a newcomer has to wait; 0 lets it in. */
    long admission() {
        return draining ? 1_000 : newcomers.take(System.nanoTime());
    }

    void requireSame(Services others) {
        if (others != services) {
            throw new IllegalArgumentException("The verticle and its edge must use the same services.");
        }
    }

    Visitors visitors() {
        return visitors;
    }

    Limits limits() {
        return limits;
    }

    Tokens tokens() {
        return tokens;
    }

    Api api() {
        return made().api;
    }

    Calls calls() {
        return made().calls;
    }

    WebRoutes web() {
        return made().web;
    }

    Parts parts() {
        return made().parts;
    }

    void attach(Hub hub) {
        made().parts.feed().attach(hub);
    }

    void detach(Hub hub) {
        made().parts.feed().detach(hub);
    }

    private Started made() {
        Started made = started;
        if (made == null) {
            throw new IllegalStateException("The edge has not been started.");
        }
        return made;
    }
}
