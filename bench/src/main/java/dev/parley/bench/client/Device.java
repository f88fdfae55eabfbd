package dev.parley.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.bench.check.Entry;
import dev.parley.bench.check.History;
import io.netty.channel.EventLoop;
import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One device of one person: it keeps a socket to some node, its rooms complete and its outbox going, whatever breaks, and writes down all it does and sees.
 *
 * <p>When its socket is gone it goes to the next node, after a pause that grows and is drawn by lot. Methods may be called from any thread; everything runs on one event loop.
 */
public final class Device {

    /** More than twice what the contract allows, so that a late answer is still seen, and judged, before the device gives up. */
    private static final long PATIENCE_MS = 12_000;

    private static final long FIRST_PAUSE_MS = 50;
    private static final long LONGEST_PAUSE_MS = 1_000;
    private static final long REFUSED_PAUSE_MS = 300;

    /** How many messages of a room a device has under way at a time, at most: each draws how many. */
    private static final int MOST_AT_ONCE = 4;

    /** How many of the newest messages a person may not have read who says so. */
    private static final int READ_BEHIND = 3;

    private final String name;
    private final List<URI> nodes;
    private final Sockets sockets;
    private final History history;
    private final Random random;
    private final EventLoop loop;
    private final Map<String, RoomFeed> feeds = new LinkedHashMap<>();
    private final Outbox outbox;
    private final Changes changes;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private Account account;
    private @Nullable BridgeClient bridge;
    private boolean ready;
    private boolean stopping;
    private int node;
    private int socket;

    /** The topics that this socket has asked for and has no answer about; there is one answer, however often it asks. */
    private final Set<String> asking = new HashSet<>();

    private int calls;
    private int failures;

    /**
     * A device that is not connected yet.
     *
     * @param nodes the base addresses of all nodes, {@code http://host:port}; the first one is tried first
     * @param seed for its pauses
     */
    public Device(String name, Account account, List<URI> nodes, Sockets sockets, History history, long seed) {
        this.name = name;
        this.account = account;
        this.nodes = List.copyOf(nodes);
        this.sockets = sockets;
        this.history = history;
        this.random = new Random(seed);
        this.loop = sockets.next();
        this.outbox = new Outbox(this, random, 1 + random.nextInt(MOST_AT_ONCE));
        this.changes = new Changes(name, random);
    }

    /** Begins to follow rooms, on a socket that is kept open from now on. */
    public void start(List<String> rooms) {
        loop.execute(() -> {
            history.add(at -> new Entry.Person(at, name, account.userId()));
            rooms.forEach(room -> {
                feeds.put(room, new RoomFeed(this, room));
                history.add(at -> new Entry.Watch(at, name, room));
            });
            connect();
        });
    }

    /** Sends a message, again and again until it is acknowledged (true) or refused (false). */
    public CompletableFuture<Boolean> post(String room, String content) {
        return outbox.add(new Task.Post(room, UUID.randomUUID().toString(), content));
    }

    /** Sends a message, or the first of the room that was refused for now, once and without waiting for those before it; complete when there is an answer or never will be, with whether it was acknowledged. Nothing is sent while the device is not connected. */
    public CompletableFuture<Boolean> once(String room, String content) {
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        loop.execute(() -> {
            if (ready) {
                outbox.once(new Task.Post(room, UUID.randomUUID().toString(), content), over);
            } else {
                over.complete(false);
            }
        });
        return over;
    }

    /** Changes one of the messages that this device wrote or, to react, that it saw; true at once when there is none. */
    public CompletableFuture<Boolean> change(String room, Entry.Kind what, String value) {
        CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        loop.execute(() -> {
            Task change = changes.change(room, what, value, feed(room).lastSeq());
            if (change == null) {
                outcome.complete(true);
            } else {
                outbox.add(change).thenAccept(outcome::complete);
            }
        });
        return outcome;
    }

    /** Moves the person's read marker to about the newest message that this device has seen; now and then behind where it is, which must not move it back. */
    public void markRead(String room) {
        loop.execute(() -> {
            long seq = feed(room).lastSeq() - random.nextInt(READ_BEHIND);
            if (ready && seq > 0) {
                long began = history.now();
                ask("rooms.read", Json.object().put("roomId", room).put("seq", seq))
                        .thenAccept(answer -> history.add(at -> new Entry.Marked(
                                at,
                                began,
                                account.userId(),
                                room,
                                seq,
                                answer.path("seat").path("lastReadSeq").asLong())));
            }
        });
    }

    /** Whether the person should have a seat in a room from now on: if so, a refusal is not believed. */
    public void welcome(String room, boolean there) {
        loop.execute(() -> {
            RoomFeed feed = feed(room);
            feed.welcome(there);
            if (there && ready) {
                register(feed);
            }
        });
    }

    /** Goes on with another session of the same person. */
    public void session(Account other) {
        loop.execute(() -> {
            history.add(at -> new Entry.LoggedIn(at, name));
            account = other;
        });
    }

    /** Closes the socket, as a device does that loses its network; it comes back at another node. */
    public void hangUp() {
        loop.execute(() -> {
            if (bridge != null) {
                bridge.close();
            }
        });
    }

    /** Reads no more, so that what is sent to it piles up, or reads again. */
    public void deaf(boolean deaf) {
        loop.execute(() -> {
            if (bridge != null) {
                bridge.deaf(deaf);
            }
        });
    }

    /** Complete when the device holds a room up to a rev. */
    public CompletableFuture<Void> holds(String room, long rev) {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        loop.execute(() -> feed(room).whenAt(rev, reached));
        return reached;
    }

    /** Complete when the device can show a room as it is at a rev: it holds it up to there, or reads it anew and has the newest page. */
    public CompletableFuture<Void> shows(String room, long rev) {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        loop.execute(() -> feed(room).whenShown(rev, reached));
        return reached;
    }

    /** How far the device holds each room, and whether it is connected: for people who wonder why it is not complete. */
    public CompletableFuture<String> state() {
        return CompletableFuture.supplyAsync(
                () -> name + (ready ? " on " : " not on ") + nodes.get(node) + " " + feeds.values() + " " + outbox,
                loop);
    }

    /** How much it still has to send to each room, or has no outcome of. */
    public CompletableFuture<Map<String, Integer>> unsent() {
        return CompletableFuture.supplyAsync(outbox::unsent, loop);
    }

    /** Closes the socket for good. */
    public CompletableFuture<Void> stop() {
        loop.execute(() -> {
            stopping = true;
            if (bridge == null) {
                stopped.complete(null);
            } else {
                bridge.close();
            }
        });
        return stopped;
    }

    /** What the history calls it. */
    public String name() {
        return name;
    }

    String userId() {
        return account.userId();
    }

    /** A message of this device was acknowledged. */
    void wrote(String room, long seq) {
        changes.wrote(room, seq);
    }

    int socket() {
        return socket;
    }

    boolean ready() {
        return ready;
    }

    History history() {
        return history;
    }

    EventLoop loop() {
        return loop;
    }

    /** Runs a step later, on the event loop. */
    void later(long ms, Runnable step) {
        loop.schedule(step, ms, TimeUnit.MILLISECONDS);
    }

    /** A call that is not written into the history as asked. */
    CompletableFuture<JsonNode> call(String address, ObjectNode body) {
        BridgeClient open = bridge;
        return open == null ? CompletableFuture.failedFuture(CallFailed.closed()) : open.call(address, body);
    }

    /** A call whose question and answer are written into the history. */
    CompletableFuture<JsonNode> ask(String address, ObjectNode body) {
        int on = socket;
        String call = address + '#' + ++calls;
        history.add(at -> new Entry.Asked(at, name, on, call));
        return call(address, body).whenComplete((answer, failure) -> {
            if (failure == null) {
                history.add(at -> new Entry.Answered(at, name, on, call));
            } else if (failure instanceof CallFailed failed && !failed.unanswered()) {
                history.add(at -> new Entry.Answered(at, name, on, call, failed.reason()));
            }
        });
    }

    private RoomFeed feed(String room) {
        RoomFeed feed = feeds.get(room);
        if (feed == null) {
            throw new IllegalArgumentException(name + " does not follow " + room);
        }
        return feed;
    }

    private void connect() {
        socket++;
        asking.clear();
        URI uri = URI.create(nodes.get(node).toString().replaceFirst("^http", "ws") + "/eventbus/websocket");
        BridgeClient client = new BridgeClient(new Events(socket), PATIENCE_MS);
        bridge = client;
        sockets.connect(uri, null, loop, client);
    }

    private void sessionOpened() {
        ready = true;
        failures = 0;
        feeds.values().forEach(this::register);
        outbox.resume();
    }

    private void register(RoomFeed feed) {
        if (!asking.add(feed.topic())) {
            return;
        }
        int on = socket;
        history.add(at -> new Entry.Asked(at, name, on, feed.topic()));
        if (bridge != null) {
            bridge.register(feed.topic());
        }
    }

    private void sessionRefused() {
        if (bridge != null) {
            bridge.close();
        }
    }

    private void reconnect(int code, String reason) {
        long pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << Math.min(failures++, 6));
        if (code == 1001 && reason.matches("\\d{1,5}")) {
            pause = Math.max(1, Long.parseLong(reason));
        }
        node = (node + 1) % nodes.size();
        later(random.nextLong(pause + 1), this::connectUnlessStopping);
    }

    private void connectUnlessStopping() {
        if (stopping) {
            stopped.complete(null);
        } else {
            connect();
        }
    }

    private final class Events implements BridgeClient.Listener {
        private final int number;
        private boolean open;

        Events(int number) {
            this.number = number;
        }

        @Override
        public void opened() {
            open = true;
            history.add(at -> new Entry.Open(at, name, number, nodes.get(node).toString()));
            ask("session.open", Json.object().put("token", account.token())).whenComplete((answer, failure) -> {
                if (failure == null) {
                    sessionOpened();
                } else {
                    sessionRefused();
                }
            });
        }

        @Override
        public void event(String topic, JsonNode body) {
            RoomFeed feed = topic.startsWith("room.") ? feeds.get(topic.substring(5)) : null;
            if (feed == null) {
                return;
            }
            if (body.path("type").asText().equals("room.synced")) {
                asking.remove(topic);
                history.add(at -> new Entry.Answered(at, name, number, topic));
            }
            feed.event(body);
        }

        /** A topic is asked for again while the answer says that it may be, or while the person should have a seat. */
        @Override
        public void refused(String topic, CallFailed why) {
            asking.remove(topic);
            history.add(at -> new Entry.Answered(at, name, number, topic, why.reason()));
            RoomFeed feed = topic.startsWith("room.") ? feeds.get(topic.substring(5)) : null;
            if (feed != null && (why.retryable() || feed.welcome())) {
                later(Math.max(why.retryable() ? FIRST_PAUSE_MS : REFUSED_PAUSE_MS, why.retryAfterMs()), () -> {
                    if (ready && number == socket && (why.retryable() || feed.welcome())) {
                        register(feed);
                    }
                });
            }
        }

        @Override
        public void closed(boolean bySelf, int code, String reason) {
            ready = false;
            bridge = null;
            if (open) {
                history.add(at -> new Entry.Close(at, name, number, bySelf, code));
            }
            outbox.lost();
            if (stopping) {
                stopped.complete(null);
            } else {
                reconnect(code, reason);
            }
        }
    }
}
