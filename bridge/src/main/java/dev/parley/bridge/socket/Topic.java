package dev.parley.bridge.socket;

import dev.parley.contracts.Envelope;
import dev.parley.contracts.messages.Head;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one hub knows of a topic: who listens, how far it has come, and what is being walked to the listeners.
 *
 * <p>A batch of frames is walked to the listeners in slices, so that a large room does not hold up small ones; the next batch begins when the last listener has the one before, which
 * keeps the order for everybody. Listeners may come and go in between: those already walked stay in front of those not yet walked.
 */
final class Topic {

    private static final int ROOM = 4;
    private static final Subscription[] NOBODY = {};

    final String name;

    /** The room; null when this is a topic of a person. */
    final @Nullable UUID roomId;

    /** Tells answers to this life of the topic from those to an earlier one. */
    final long generation;

    /** Listeners that wait for the topic to start. */
    final ArrayList<Subscription> waiting = new ArrayList<>(0);

    /** How far the room has come for the listeners of this hub; null until the topic has started. */
    @Nullable
    Head head;

    private List<Envelope> queue = List.of();
    private Subscription[] listeners = NOBODY;
    private int size;
    private Batch batch = Batch.NONE;
    private int walked;

    Topic(String name, @Nullable UUID roomId, long generation) {
        this.name = name;
        this.roomId = roomId;
        this.generation = generation;
    }

    boolean started() {
        return head != null;
    }

    int size() {
        return size;
    }

    boolean unused() {
        return size == 0 && waiting.isEmpty();
    }

    /** A listener does not wait any more. */
    void settled(Subscription subscription) {
        waiting.remove(subscription);
        if (waiting.isEmpty()) {
            waiting.trimToSize();
        }
    }

    /** A listener that gets everything from now on. */
    void add(Subscription subscription) {
        if (size == listeners.length) {
            listeners = Arrays.copyOf(listeners, size == 0 ? 1 : size + Math.max(ROOM, size / 2));
        }
        subscription.index = size;
        listeners[size++] = subscription;
    }

    /** Takes a listener out without moving one that was not walked yet in front of the walk. */
    void remove(Subscription subscription) {
        int hole = subscription.index;
        if (hole < 0) {
            waiting.remove(subscription);
            return;
        }
        subscription.index = -1;
        if (hole < walked) {
            move(walked - 1, hole);
            hole = --walked;
        }
        move(size - 1, hole);
        listeners[--size] = null;
    }

    private void move(int from, int to) {
        if (from != to) {
            Subscription moved = listeners[from];
            listeners[to] = moved;
            moved.index = to;
        }
    }

    /** Whether something is being walked or waits for it. */
    boolean busy() {
        return batch != Batch.NONE || !queue.isEmpty();
    }

    void enqueue(Envelope envelope) {
        if (queue.isEmpty()) {
            queue = new ArrayList<>(2);
        }
        queue.add(envelope);
    }

    /** Walks on to at most so many listeners; how many writes that were. */
    int walk(int most) {
        if (batch == Batch.NONE) {
            begin();
        }
        int until = (int) Math.min(size, (long) walked + most);
        int writes = until - walked;
        while (walked < Math.min(until, size)) {
            listeners[walked++].out.deliver(batch);
        }
        if (walked >= size) {
            finish();
        }
        return writes;
    }

    private void begin() {
        walked = 0;
        for (Envelope envelope : queue) {
            if (envelope.kind() == Envelope.Kind.LOG) {
                head = later(head, envelope);
            }
        }
        batch = Batch.of(queue);
        queue = List.of();
    }

    private static Head later(@Nullable Head head, Envelope change) {
        if (head == null || head.epoch() != change.epoch()) {
            return new Head(change.epoch(), change.rev(), change.seq());
        }
        return change.rev() <= head.rev()
                ? head
                : new Head(change.epoch(), change.rev(), Math.max(head.seq(), change.seq()));
    }

    private void finish() {
        batch.release();
        batch = Batch.NONE;
        walked = 0;
    }

    /** Gives up what has not been walked. */
    void drop() {
        queue = List.of();
        finish();
    }
}
