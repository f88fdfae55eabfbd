package dev.parley.bridge.socket;

import dev.parley.bridge.BridgeOptions;
import dev.parley.contracts.Broadcast;
import dev.parley.contracts.Envelope;
import dev.parley.contracts.Event;
import dev.parley.contracts.Failures;
import dev.parley.contracts.messages.Head;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.serviceproxy.ServiceException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one event loop, and the topics that they listen to.
 *
 * <p>Everything here runs on that event loop, so there are no locks; what comes from elsewhere comes through {@link #execute}. Frames are written to all listeners first and each socket is
 * flushed once for all that it got in a turn.
 */
public final class Hub {

    private static final int SLICE = 500;
    private static final long DEADLINES_EVERY_MS = 250;

    /** What people ask for to look around; not what clients need to be complete. */
    private static final Set<String> SHED_READS = Set.of("history", "searchUsers", "roomDirectory");

    final Parts parts;
    final Deadlines deadlines;
    private final Vertx vertx;
    private final ContextInternal context;
    private final Broadcast broadcast;
    private final List<Connection> connections = new ArrayList<>();
    private final Map<UUID, List<Connection>> people = new HashMap<>();
    private final Map<String, Topic> topics = new HashMap<>();
    private final ArrayDeque<Topic> busy = new ArrayDeque<>();
    private final List<Outbound> dirty = new ArrayList<>();
    private final Lateness lateness = new Lateness(now(), new SplittableRandom());
    private final long sweeper;
    private final long deadline;
    private long beat;
    private long sweptAt = now();
    private boolean working;
    private boolean flushing;
    private long generations;
    private @Nullable Promise<Void> emptied;

    /** A hub for the event loop that it is made on. */
    public Hub(Vertx vertx, Parts parts) {
        this.vertx = vertx;
        this.parts = parts;
        this.context = (ContextInternal) vertx.getOrCreateContext();
        this.broadcast = new Broadcast(vertx);
        BridgeOptions options = parts.options();
        long period = Math.clamp(options.heartbeatMs() / 10, 20, 1_000);
        this.sweeper = vertx.setPeriodic(period, tick -> sweep(now()));
        this.deadlines = new Deadlines(options.answerMs());
        long often = Math.min(DEADLINES_EVERY_MS, options.answerMs());
        this.deadline = vertx.setPeriodic(often, tick -> deadlines.sweep(now()));
        beat();
    }

    /** The context of the event loop. */
    public ContextInternal context() {
        return context;
    }

    /** Runs something on the event loop of this hub: at once when called from there, otherwise soon and in the order of the calls. */
    public void execute(Runnable task) {
        if (context.inThread()) {
            task.run();
        } else {
            context.runOnContext(turn -> task.run());
        }
    }

    /** Milliseconds of a clock that never goes back. */
    static long now() {
        return System.nanoTime() / 1_000_000;
    }

    /** How many sockets there are. */
    public int size() {
        return connections.size();
    }

    // ---- connections

    /** Takes a new socket in. */
    Connection open(Link link, String address, String device) {
        Connection connection = new Connection(this, link, address, device);
        connection.place = connections.size();
        connections.add(connection);
        parts.counters().sockets.increment();
        parts.counters().accepted.increment();
        return connection;
    }

    /** Forgets a socket and all that it listened to. A repeat is harmless. */
    void closed(Connection connection) {
        if (connection.place < 0) {
            return;
        }
        Connection last = connections.removeLast();
        if (last != connection) {
            connections.set(connection.place, last);
            last.place = connection.place;
        }
        connection.place = -1;
        connection.subscriptions.all().forEach(this::leave);
        parts.counters().sockets.decrement();
        UUID userId = connection.userId();
        if (userId != null) {
            parts.attendance().leave(userId);
            people.computeIfPresent(userId, (id, list) -> list.remove(connection) && list.isEmpty() ? null : list);
        }
        if (connections.isEmpty() && emptied != null) {
            emptied.tryComplete();
        }
    }

    /** The socket belongs to a person now; false when the person has too many already. */
    boolean belongs(Connection connection, UUID userId) {
        if (!parts.attendance().enter(userId)) {
            return false;
        }
        people.computeIfAbsent(userId, id -> new ArrayList<>(1)).add(connection);
        return true;
    }

    /** Closes the sockets of a session. */
    void endSession(UUID userId, UUID sessionId) {
        for (Connection connection : List.copyOf(people.getOrDefault(userId, List.of()))) {
            if (connection.isIn(sessionId)) {
                connection.close(Closing.TOKEN);
            }
        }
    }

    /** Closes all sockets, telling them over which time to come back: each as soon as its calls are answered. Complete when none is left. */
    public Future<Void> drain(long windowMs) {
        Promise<Void> promise = Promise.promise();
        execute(() -> {
            emptied = promise;
            List.copyOf(connections).forEach(connection -> connection.drain(String.valueOf(windowMs)));
            if (connections.isEmpty()) {
                promise.tryComplete();
            }
        });
        return promise.future();
    }

    /** Closes what is left and stops. */
    public void stop() {
        vertx.cancelTimer(sweeper);
        vertx.cancelTimer(deadline);
        vertx.cancelTimer(beat);
        List.copyOf(connections).forEach(connection -> connection.close(Closing.RESTART));
    }

    /** Not a periodic timer, which makes up for ticks that it missed by some that are early. */
    private void beat() {
        beat = vertx.setTimer(Lateness.EVERY_MS, tick -> {
            lateness.tick(now());
            beat();
        });
    }

    /** Whether a call may be made. An event loop of which more is asked than it can do refuses pages of history and searches, and a share of new messages, before it has done anything for them; each is counted. */
    public boolean takes(String operation) {
        boolean refused = operation.equals("postMessage")
                ? lateness.refuses()
                : lateness.overloaded() && SHED_READS.contains(operation);
        if (refused) {
            parts.counters().called(operation, "unavailable");
        }
        return !refused;
    }

    /** When the sockets were looked at last; near enough for what is about seconds. */
    long sweptAt() {
        return sweptAt;
    }

    /** Looks at all sockets: who is silent, and who may not be here any more. */
    void sweep(long now) {
        sweptAt = now;
        List.copyOf(connections).forEach(connection -> connection.sweep(now));
    }

    // ---- topics

    /** Begins a subscription; the right to it is not checked here. */
    Subscription join(Connection connection, String name, @Nullable UUID roomId) {
        Topic topic = topics.get(name);
        if (topic == null) {
            topic = new Topic(name, roomId, ++generations);
            topics.put(name, topic);
            parts.feed().follow(this, name, roomId, topic.generation);
        }
        Subscription subscription = new Subscription(connection, topic);
        topic.waiting.add(subscription);
        return subscription;
    }

    /** The right to a subscription is there; it becomes live as soon as the topic has started and the right is there then. */
    void admit(Subscription subscription) {
        subscription.admitted = true;
        settle(subscription);
    }

    /** Of seats that end the feed tells a hub of whose topic it knows, which is certain when that has started: what was found before is looked at again then, nearly always in memory. */
    private void settle(Subscription subscription) {
        Topic topic = subscription.topic;
        if (subscription.state != Subscription.State.PENDING || !subscription.admitted || !topic.started()) {
            return;
        }
        if (!subscription.checkedAfterStart) {
            subscription.connection().subscriptions.check(subscription);
            return;
        }
        topic.settled(subscription);
        topic.add(subscription);
        subscription.state = Subscription.State.LIVE;
        parts.counters().subscriptions.increment();
        subscription.connection().subscriptions.synced(subscription);
    }

    /** Ends a subscription without a word. */
    void leave(Subscription subscription) {
        Topic topic = subscription.topic;
        if (subscription.state == Subscription.State.LIVE) {
            parts.counters().subscriptions.decrement();
        }
        subscription.state = Subscription.State.ENDED;
        topic.remove(subscription);
        subscription.connection().subscriptions.remove(subscription);
        if (topic.unused() && topics.remove(topic.name, topic)) {
            topic.drop();
            parts.feed().forget(this, topic.name);
        }
    }

    /** A topic has started: from now on every event after the head is delivered. */
    void started(String name, long generation, Head head) {
        Topic topic = topics.get(name);
        if (topic != null && topic.generation == generation) {
            topic.head = head;
            List.copyOf(topic.waiting).forEach(this::settle);
        }
    }

    /** A topic cannot be started now. */
    void failed(String name, long generation, Throwable cause) {
        Topic topic = topics.get(name);
        if (topic != null && topic.generation == generation) {
            List.copyOf(topic.waiting)
                    .forEach(subscription ->
                            subscription.connection().subscriptions.end(subscription, cause));
        }
    }

    /** A person's seat has ended, so its subscriptions end; those that wait are checked again. */
    void endSeat(String name, UUID userId) {
        ServiceException gone = Failures.forbidden("not_a_member", "You are not a member of this room any more.");
        for (Connection connection : List.copyOf(people.getOrDefault(userId, List.of()))) {
            Subscription subscription = connection.subscriptions.get(name);
            if (subscription != null && subscription.state == Subscription.State.LIVE) {
                connection.subscriptions.end(subscription, gone);
            } else if (subscription != null) {
                connection.subscriptions.check(subscription);
            }
        }
    }

    // ---- events

    /** Brings events to the listeners, in order. */
    void deliver(List<Envelope> envelopes) {
        for (Envelope envelope : envelopes) {
            Topic topic = topics.get(envelope.topic());
            if (topic == null || !topic.started()) {
                continue;
            }
            if (envelope.kind() == Envelope.Kind.SEAT_ENDED && envelope.subject() != null) {
                endSeat(topic.name, envelope.subject());
            }
            if (envelope.frame().length() > 0
                    && !(envelope.kind() == Envelope.Kind.EPHEMERAL && (crowded(topic) || passedOver(topic)))) {
                if (!topic.busy()) {
                    busy.add(topic);
                }
                topic.enqueue(envelope);
            }
        }
        workSoon();
    }

    /** What is in the queue of the event loop already comes to the same walk. */
    private void workSoon() {
        if (!working && !busy.isEmpty()) {
            working = true;
            context.runOnContext(turn -> {
                working = false;
                work();
            });
        }
    }

    private void work() {
        int budget = SLICE;
        while (budget > 0 && !busy.isEmpty()) {
            Topic topic = busy.poll();
            budget -= Math.max(1, topic.walk(budget));
            if (topic.busy()) {
                busy.add(topic);
            }
        }
        flush();
        workSoon();
    }

    /** The socket has something to send; sent at the end of the turn. */
    void written(Outbound out) {
        if (!out.dirty) {
            out.dirty = true;
            dirty.add(out);
            if (!flushing) {
                flushing = true;
                context.runOnContext(turn -> {
                    flushing = false;
                    flush();
                });
            }
        }
    }

    private void flush() {
        // counted before, so that whoever got something is counted
        parts.counters().flushes.add(dirty.size());
        for (Outbound out : dirty) {
            out.flush();
        }
        dirty.clear();
    }

    // ---- typing

    /** Tells a room that somebody writes or has stopped, unless so many listen that nobody would want to know. Gives the batch that it leaves with. */
    long typing(Topic topic, UUID userId, boolean on) {
        if (topic.roomId != null && !crowded(topic) && !lateness.late()) {
            broadcast.send(new Event.Typing(topic.roomId, userId, on).envelope());
        }
        return broadcast.batches();
    }

    /** Sends a batch now if it has not left. */
    void tellTyping(long batch) {
        if (broadcast.batches() == batch) {
            broadcast.flush();
        }
    }

    /** An event loop that is late tells nobody who writes. */
    private boolean passedOver(Topic topic) {
        boolean late = lateness.late();
        if (late) {
            parts.counters().shed.add(topic.size());
        }
        return late;
    }

    /** Whether so many listen here that nobody would want to know who writes; that few listen where somebody writes says nothing of other nodes. */
    private boolean crowded(Topic topic) {
        return (long) topic.size() * parts.feed().hubs() > Feed.TYPING_AUDIENCE;
    }
}
