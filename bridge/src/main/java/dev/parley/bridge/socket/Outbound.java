package dev.parley.bridge.socket;

/**
 * What goes out over one socket: events, answers, and the question for a sign of life, until the end of its connection.
 *
 * <p>What is written is sent when the hub flushes. A reader that is too slow is closed, and goes without what may be lost before that. Belongs to the event loop of its hub.
 */
final class Outbound {

    /** From this part of the heartbeat on the question for a sign of life goes along with what is delivered, where it costs no write of its own. */
    private static final double ALONG = 0.8;

    /** Whether something was written that has not been flushed. */
    boolean dirty;

    final Connection connection;

    private final Hub hub;
    private final Link link;
    private long seenAt = Hub.now();
    private boolean pinged;
    private boolean closed;

    Outbound(Connection connection, Hub hub, Link link) {
        this.connection = connection;
        this.hub = hub;
        this.link = link;
    }

    // ---- writing

    /** Writes what many get. */
    void deliver(Batch batch) {
        if (closed) {
            return;
        }
        if (link.waiting() + batch.length() <= hub.parts.options().maxWaitingBytes() / 4) {
            link.write(batch);
            hub.parts.counters().deliveries.add(batch.size());
            ping(hub.sweptAt(), ALONG);
            hub.written(this);
        } else {
            batch.parts().forEach(this::deliver);
        }
    }

    private void deliver(Batch.Part part) {
        if (closed) {
            return;
        }
        int length = part.frame().length();
        int most = hub.parts.options().maxWaitingBytes();
        if (part.ephemeral() && waits(most / 4)) {
            hub.parts.counters().skipped.increment();
        } else if (waits(most - length)) {
            evict();
        } else {
            link.write(part.frame());
            hub.parts.counters().deliveries.increment();
            hub.written(this);
        }
    }

    /** Writes a frame for this socket alone. */
    void send(Frame frame) {
        if (closed) {
            return;
        }
        if (!tooSlow()) {
            link.write(frame);
            hub.written(this);
        }
        frame.release();
    }

    /** Sends what was written. */
    void flush() {
        dirty = false;
        if (!closed) {
            link.flush();
        }
    }

    // ---- slow readers

    /** Whether the reader is so slow that nothing more may be written to it; such a one is closed. */
    boolean tooSlow() {
        boolean slow = waits(hub.parts.options().maxWaitingBytes());
        if (slow) {
            evict();
        }
        return slow;
    }

    /** Whether more than so many bytes wait for the reader. What was not sent yet is no sign of one that is too slow: it is sent first. */
    private boolean waits(int bytes) {
        if (link.waiting() <= bytes) {
            return false;
        }
        link.flush();
        return link.waiting() > bytes;
    }

    private void evict() {
        hub.parts.counters().evictions.increment();
        connection.close(Closing.TOO_SLOW);
    }

    // ---- signs of life

    /** The other side gave a sign of life at a time of the hub's clock. */
    void seen(long now) {
        seenAt = now;
        pinged = false;
    }

    /** Whether the other side was asked for a sign of life and gave none in time. */
    boolean silent(long now) {
        return pinged && now - seenAt > hub.parts.options().silenceMs();
    }

    /** Asks for a sign of life when there was none for a heartbeat; where nobody can be asked it is waited for all the same. */
    void ping(long now) {
        ping(now, 1);
    }

    private void ping(long now, double part) {
        if (!pinged && now - seenAt >= part * hub.parts.options().heartbeatMs()) {
            pinged = true;
            if (link.ping()) {
                hub.written(this);
            }
        }
    }

    // ---- the end

    /** Nothing goes out any more. */
    void end() {
        closed = true;
    }

    /** Whether nothing goes out any more. */
    boolean closed() {
        return closed;
    }
}
