package dev.parley.bridge.socket;

import dev.parley.bridge.auth.Revocations;
import dev.parley.bridge.ops.Counters;
import dev.parley.contracts.Addresses;
import dev.parley.contracts.Caller;
import dev.parley.contracts.Envelope;
import dev.parley.contracts.messages.Head;
import dev.parley.contracts.messages.MessageService;
import dev.parley.contracts.messages.RoomHead;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the events of the whole cluster in, puts the changes of every room into their order, and hands each hub those that its sockets listen to.
 *
 * <p>What holds: a hub that was told a head gets every later change of that room, in order, each once. Changes of one room come from several nodes, so one may overtake another: it is held until the one
 * before has come, and what does not come is fetched. Runs on one event loop of its own.
 */
public final class Feed {

    /** In rooms with more listeners nobody is told who types. */
    static final int TYPING_AUDIENCE = 200;

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final Head START = new Head(0, 0, 0);
    private static final int MOST_HEADS = 1_000;
    private static final int MOST_ATTEMPTS = 4;
    private static final int MOST_HELD = 100_000;
    private static final long AGAIN_MS = 500;

    private final Vertx vertx;
    private final Context context;
    private final Together<Head> heads;
    private final Gate gate;
    private final Revocations ended;
    private final Counters counters;
    private final Sequencer sequencer;
    private final Outgoing outgoing;
    private final List<Hub> hubs = new CopyOnWriteArrayList<>();
    private final Map<String, Track> tracks = new HashMap<>();
    private boolean holding;
    private int holds;
    private volatile long knownUntil;
    private final List<Envelope> held = new ArrayList<>();

    /** A feed on the event loop that it is made on. */
    public Feed(Vertx vertx, MessageService messages, Gate gate, Revocations ended, Counters counters, long reorderMs) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.heads = new Together<>(
                vertx,
                MOST_HEADS,
                rooms -> messages.heads(Caller.SERVICE, rooms)
                        .map(found -> found.heads().stream()
                                .collect(Collectors.toMap(RoomHead::roomId, RoomHead::head, (a, b) -> b))));
        this.gate = gate;
        this.ended = ended;
        this.counters = counters;
        this.outgoing = new Outgoing(context);
        this.sequencer = new Sequencer(vertx, messages, counters, reorderMs, this::pass, this::restart, this::knows);
    }

    /** Runs something on the event loop of the feed. */
    public void execute(Runnable task) {
        context.runOnContext(turn -> task.run());
    }

    /** Adds a hub. */
    public void attach(Hub hub) {
        hubs.add(hub);
    }

    /** Takes a hub away, with all it listened to. */
    public void detach(Hub hub) {
        hubs.remove(hub);
        execute(() -> List.copyOf(tracks.keySet()).forEach(topic -> drop(hub, topic)));
    }

    /** How many hubs there are. */
    int hubs() {
        return hubs.size();
    }

    /** The hubs. */
    public List<Hub> all() {
        return hubs;
    }

    // ---- interest

    /** A hub begins to listen to a topic; it is told when the topic has started. */
    void follow(Hub hub, String topic, @Nullable UUID roomId, long generation) {
        execute(() -> {
            Track track = tracks.computeIfAbsent(topic, name -> new Track(name, roomId));
            track.hubs.put(hub, generation);
            if (roomId == null) {
                hub.execute(() -> hub.started(topic, generation, START));
            } else if (track.live) {
                Head head = track.head;
                hub.execute(() -> hub.started(topic, generation, head));
            } else {
                begin(track, roomId);
            }
        });
    }

    /** A hub has stopped listening to a topic. */
    void forget(Hub hub, String topic) {
        execute(() -> drop(hub, topic));
    }

    private void drop(Hub hub, String topic) {
        Track track = tracks.get(topic);
        if (track != null && track.hubs.remove(hub) != null && track.hubs.isEmpty()) {
            tracks.remove(topic);
            track.gone = true;
        }
    }

    /** What is known of a topic that somebody here listens to. */
    @Nullable
    Track track(String topic) {
        return tracks.get(topic);
    }

    private void begin(Track track, UUID room) {
        if (track.starting) {
            return;
        }
        track.starting = true;
        heads.ask(room).onComplete(done -> {
            track.starting = false;
            if (holding && track.started) {
                beginLater(track, room);
            } else if (done.succeeded()) {
                start(track, done.result() == null ? START : done.result());
            } else {
                startLater(track, done.cause());
            }
        });
    }

    private void start(Track track, Head head) {
        if (track.gone) {
            return;
        }
        boolean again = track.started;
        track.start(head);
        Map<Hub, Long> interested = Map.copyOf(track.hubs);
        if (again) {
            counters.resyncs.increment();
            UUID room = track.roomId;
            if (room != null) {
                pass(track, Envelope.state(track.topic, Frames.syncedBody(room, head)));
            }
        }
        interested.forEach((hub, generation) -> hub.execute(() -> hub.started(track.topic, generation, head)));
        sequencer.advance(track);
        outgoing.flush();
    }

    private void startLater(Track track, Throwable cause) {
        UUID room = track.roomId;
        if (track.gone || room == null) {
            return;
        }
        if (++track.attempts < MOST_ATTEMPTS || track.started) {
            beginLater(track, room);
            return;
        }
        LOG.warn("The head of a room could not be read: {}", String.valueOf(cause.getMessage()));
        track.hubs.forEach((hub, generation) -> hub.execute(() -> hub.failed(track.topic, generation, cause)));
        track.attempts = 0;
    }

    private void beginLater(Track track, UUID room) {
        vertx.setTimer(AGAIN_MS, timer -> {
            if (!track.gone) {
                begin(track, room);
            }
        });
    }

    /** The order is lost: listeners are told the new head, so that they look for themselves. */
    private void restart(Track track) {
        track.live = false;
        track.attempts = 0;
        if (track.roomId != null) {
            begin(track, track.roomId);
        }
    }

    // ---- events

    /** Takes events in, in the order in which they came. That a session has ended is held back by nothing, because it only takes away. */
    public void accept(List<Envelope> envelopes) {
        counters.events.add(envelopes.size());
        if (holding) {
            envelopes.stream()
                    .filter(envelope -> envelope.kind() == Envelope.Kind.SESSION_ENDED)
                    .forEach(this::accept);
            envelopes.forEach(this::keep);
            return;
        }
        envelopes.forEach(this::accept);
        outgoing.flush();
    }

    private void keep(Envelope envelope) {
        if (held.size() < MOST_HELD) {
            held.add(envelope);
        }
    }

    /** Holds all events back until {@link #release}, because what this node believes may be old. */
    public void hold() {
        holding = true;
        holds++;
    }

    /** How often events were held back. */
    int holds() {
        return holds;
    }

    /** Lets events flow again, those that were held first. */
    public void release() {
        if (holding) {
            holding = false;
            List<Envelope> waiting = List.copyOf(held);
            held.clear();
            waiting.forEach(this::accept);
            outgoing.flush();
        }
    }

    /** Notes until when it is known who has left, and whose session has ended, well enough to hand on what is fetched; on the clock of the hubs. */
    void knowsUntil(long time) {
        knownUntil = time;
    }

    /** Whether what is fetched may be handed on. */
    public boolean knows() {
        return !holding && Hub.now() < knownUntil;
    }

    /** Takes one event in that did not come over the bus. */
    void tell(Envelope envelope) {
        if (holding) {
            keep(envelope);
            return;
        }
        accept(envelope);
        outgoing.flush();
    }

    private void accept(Envelope envelope) {
        UUID subject = envelope.subject();
        if (envelope.kind() == Envelope.Kind.SESSION_ENDED && subject != null) {
            endSession(
                    UUID.fromString(
                            envelope.topic().substring(Addresses.user(subject).length() - 36)),
                    subject);
            return;
        }
        Track track = tracks.get(envelope.topic());
        if (envelope.kind() == Envelope.Kind.SEAT_ENDED && subject != null) {
            UUID room = Topics.room(envelope.topic());
            if (room != null && !gate.ended(room, subject, envelope.rev())) {
                counters.duplicates.increment();
                return;
            }
        }
        if (track == null) {
            return;
        }
        if (envelope.kind() == Envelope.Kind.LOG) {
            sequencer.accept(track, envelope);
        } else if (subject != null && isOld(track, subject, envelope)) {
            counters.duplicates.increment();
        } else {
            pass(track, envelope);
        }
    }

    private static boolean isOld(Track track, UUID room, Envelope envelope) {
        return switch (envelope.kind()) {
            case MARKER -> !track.moves(room, envelope.rev());
            case SEAT -> !track.seats(room, envelope.rev(), envelope.seq() == 1);
            default -> false;
        };
    }

    /** A session has ended: its sockets are closed on every event loop, and its tokens are refused from now on. */
    void endSession(UUID userId, UUID sessionId) {
        ended.add(sessionId);
        hubs.forEach(hub -> hub.execute(() -> hub.endSession(userId, sessionId)));
    }

    /** A seat has ended, and the gate knows: the subscriptions that stand on it end. */
    public void endSeat(UUID roomId, UUID userId) {
        String topic = Addresses.room(roomId);
        Track track = tracks.get(topic);
        if (track != null) {
            track.hubs.keySet().forEach(hub -> hub.execute(() -> hub.endSeat(topic, userId)));
        }
    }

    /** The heads of rooms as the owner knows them: whoever is behind for longer than a moment asks for what is missing. */
    void heads(List<RoomHead> heads) {
        for (RoomHead head : heads) {
            Track track = tracks.get(Addresses.room(head.roomId()));
            if (track != null && track.live) {
                sequencer.behind(track, head.head());
            }
        }
    }

    private void pass(Track track, Envelope envelope) {
        track.hubs.keySet().forEach(hub -> outgoing.add(hub, envelope));
    }
}
