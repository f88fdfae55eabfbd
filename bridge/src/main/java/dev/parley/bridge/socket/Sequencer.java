package dev.parley.bridge.socket;

import dev.parley.bridge.ops.Counters;
import dev.parley.contracts.Caller;
import dev.parley.contracts.Envelope;
import dev.parley.contracts.Event;
import dev.parley.contracts.messages.ChangesQuery;
import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.Head;
import dev.parley.contracts.messages.MessageChanges;
import dev.parley.contracts.messages.MessageService;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the changes of rooms into their order and fills the gaps.
 *
 * <p>A change that is not the next one is held. When the gap has not closed after a moment, the node asks for what is missing and hands it on first, so that thousands of clients need not ask. It asks for few rooms at a
 * time, and not for one whose gap has closed before its turn: where machines have more to do than they can, everything comes late, and to ask for it all as well would keep it so. A change that was
 * overtaken by another one of the same message cannot be had any more; the number missing then makes clients look for themselves, which is the one path that they have for every gap.
 *
 * <p>What comes over the bus comes after the news of who has left; what is fetched does not, and waits until that is known.
 */
final class Sequencer {

    private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);
    private static final int PAGE = 200;
    private static final int MOST_HELD = 2_000;
    private static final int MOST_AT_ONCE = 2;
    private static final int MOST_ATTEMPTS = 4;
    private static final long AGAIN_MS = 500;

    private final Vertx vertx;
    private final MessageService messages;
    private final Counters counters;
    private final long reorderMs;
    private final BiConsumer<Track, Envelope> pass;
    private final Consumer<Track> restart;
    private final BooleanSupplier known;
    private final ArrayDeque<Track> queue = new ArrayDeque<>();
    private int running;

    Sequencer(
            Vertx vertx,
            MessageService messages,
            Counters counters,
            long reorderMs,
            BiConsumer<Track, Envelope> pass,
            Consumer<Track> restart,
            BooleanSupplier known) {
        this.vertx = vertx;
        this.messages = messages;
        this.counters = counters;
        this.reorderMs = Math.max(1, reorderMs);
        this.pass = pass;
        this.restart = restart;
        this.known = known;
    }

    /** Takes a change in. */
    void accept(Track track, Envelope change) {
        if (!track.live) {
            hold(track, change);
        } else if (!sameEpoch(track, change.epoch())) {
            hold(track, change);
            restart.accept(track);
        } else if (change.rev() <= track.head.rev()) {
            counters.duplicates.increment();
        } else if (change.rev() == track.head.rev() + 1) {
            take(track, change);
            advance(track);
        } else {
            hold(track, change);
            suspect(track);
        }
    }

    /** The owner knows of more. */
    void behind(Track track, Head head) {
        if (!sameEpoch(track, head.epoch())) {
            restart.accept(track);
        } else if (head.rev() > track.head.rev()) {
            track.target = Math.max(track.target, head.rev());
            suspect(track);
        }
    }

    /** Hands on what was held and is next now. */
    void advance(Track track) {
        while (!track.held.isEmpty() && track.held.firstKey() <= track.head.rev() + 1) {
            Envelope next = track.held.pollFirstEntry().getValue();
            if (next.rev() == track.head.rev() + 1 && next.epoch() == track.head.epoch()) {
                counters.reordered.increment();
                take(track, next);
            }
        }
        if (track.goal() > track.head.rev()) {
            suspect(track);
        }
    }

    /** A room that had no message yet takes the epoch of its first one. */
    private static boolean sameEpoch(Track track, long epoch) {
        if (track.head.rev() == 0) {
            track.head = new Head(epoch, 0, 0);
        }
        return track.head.epoch() == epoch;
    }

    private static void hold(Track track, Envelope change) {
        if (track.held.size() < MOST_HELD) {
            track.held.put(change.rev(), change);
        }
    }

    private void take(Track track, Envelope change) {
        track.head = new Head(change.epoch(), change.rev(), Math.max(track.head.seq(), change.seq()));
        track.attempts = 0;
        pass.accept(track, change);
    }

    private void suspect(Track track) {
        if (!track.suspected && !track.repairing) {
            track.suspected = true;
            vertx.setTimer(reorderMs, timer -> {
                track.suspected = false;
                repair(track);
            });
        }
    }

    private void repair(Track track) {
        if (track.repairing || !lacks(track)) {
            return;
        }
        track.repairing = true;
        queue.add(track);
        next();
    }

    private static boolean lacks(Track track) {
        return !track.gone && track.live && track.goal() > track.head.rev();
    }

    private void next() {
        while (running < MOST_AT_ONCE && !queue.isEmpty()) {
            Track track = queue.poll();
            if (lacks(track)) {
                ask(track);
            } else {
                track.repairing = false;
            }
        }
    }

    private void ask(Track track) {
        if (track.roomId == null) {
            return;
        }
        if (!known.getAsBoolean()) {
            later(track);
            return;
        }
        running++;
        Head from = track.head;
        ChangesQuery query = new ChangesQuery(track.roomId, from.rev(), from.epoch(), PAGE);
        messages.changes(Caller.SERVICE, query).onComplete(done -> {
            running--;
            if (done.failed()) {
                LOG.info("What is missing in a room could not be read: {}", String.valueOf(done.cause()));
            }
            if (done.failed() || !known.getAsBoolean()) {
                later(track);
            } else {
                track.repairing = false;
                if (!track.gone && track.live) {
                    fill(track, done.result());
                }
            }
            next();
        });
    }

    private void later(Track track) {
        track.repairing = false;
        vertx.setTimer(AGAIN_MS, timer -> repair(track));
    }

    private void fill(Track track, MessageChanges changes) {
        long before = track.head.rev();
        counters.repairs.increment();
        if (changes.reset() || !sameEpoch(track, changes.head().epoch())) {
            restart.accept(track);
            return;
        }
        for (ChatMessage message : changes.messages()) {
            if (message.rev() > track.head.rev()) {
                Envelope live = track.held.remove(message.rev());
                take(track, live != null && live.epoch() == track.head.epoch() ? live : late(track, message));
            }
        }
        if (track.head.rev() == before && ++track.attempts >= MOST_ATTEMPTS) {
            restart.accept(track);
            return;
        }
        advance(track);
    }

    private static Envelope late(Track track, ChatMessage message) {
        Event.Change change = message.seq() > track.head.seq()
                ? Event.Change.POSTED
                : message.deletedAt() != null ? Event.Change.DELETED : Event.Change.EDITED;
        return new Event.MessageChanged(change, track.head.epoch(), message, null).envelope();
    }
}
