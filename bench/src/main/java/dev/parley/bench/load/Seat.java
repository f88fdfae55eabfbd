package dev.parley.bench.load;

import dev.parley.bench.client.RawSocket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One socket of a crowd, in one room. It counts what it gets and checks the numbers.
 *
 * <p>From the moment that it is live, every rev must come once and in order. One that comes after a later one was late, one that never comes was missed.
 */
public final class Seat implements RawSocket.Listener {

    private final int index;
    private final String room;
    private final Crowd crowd;
    private final Set<Long> missing = new HashSet<>();
    private final Set<Long> early = new HashSet<>();
    private volatile @Nullable RawSocket socket;
    private volatile @Nullable EventLoop loop;
    private volatile long expected = -1;
    private long first;
    private int doubled;
    private int late;
    private long sentToFetch;

    Seat(int index, String room, Crowd crowd) {
        this.index = index;
        this.room = room;
        this.crowd = crowd;
    }

    /** Which seat of the crowd this is, from 0. */
    public int index() {
        return index;
    }

    /** The room it sits in. */
    public String room() {
        return room;
    }

    /** Sends a frame. */
    public void send(String frame) {
        RawSocket open = socket;
        if (open != null) {
            open.send(frame);
        }
    }

    /**
     * The server said, or is known to have done, what makes every later message this seat's due.
     *
     * <p>Said again, it tells the seat to fetch what it does not have: what lies in between was not missed, but it was not delivered either.
     */
    public void live(long nextRev) {
        if (expected < 0) {
            first = nextRev;
            expected = nextRev;
            early.stream().sorted().forEach(this::count);
            early.clear();
            crowd.live();
        } else if (nextRev > expected) {
            sentToFetch += nextRev - expected;
            expected = nextRev;
            first = nextRev;
        }
    }

    /** A message of this seat was taken. */
    public void acknowledged(long number) {
        crowd.acknowledged(this, number);
    }

    /** A message of this seat, or the seat itself, was refused. */
    public void refused(long number, String reason) {
        crowd.refused(this, number, reason);
    }

    /** Does something after a while, on its event loop. */
    void later(long seconds, Runnable what) {
        EventLoop mine = loop;
        if (mine != null) {
            mine.schedule(what, seconds, TimeUnit.SECONDS);
        }
    }

    /** Whether it was ever live. */
    boolean wasLive() {
        return expected >= 0;
    }

    /** The event loop on which it lives, once it was open. */
    @Nullable
    EventLoop loop() {
        return loop;
    }

    /** What it has got; on its event loop only. */
    Standing standing() {
        return new Standing(room, expected, Set.copyOf(missing), doubled, late, sentToFetch);
    }

    @Override
    public void opened(RawSocket opened) {
        socket = opened;
        loop = opened.loop();
        crowd.dialect().opened(this);
    }

    @Override
    public void text(ByteBuf utf8) {
        Frame frame = crowd.frame();
        if (frame.isMessage(utf8)) {
            long rev = frame.rev(utf8);
            if (expected < 0) {
                early.add(rev);
            } else {
                count(rev);
            }
            long seq = frame.seq(utf8);
            if (seq != Frame.NONE) {
                crowd.numbered(room, rev - seq);
            }
            crowd.delivered(rev, frame.sent(utf8), utf8.readableBytes());
            crowd.dialect().heard(this, utf8);
        } else {
            crowd.dialect().control(this, utf8);
        }
    }

    private void count(long rev) {
        long due = expected;
        if (rev < first) {
            return;
        }
        if (rev == due) {
            expected = due + 1;
        } else if (rev > due) {
            for (long skipped = due; skipped < rev; skipped++) {
                missing.add(skipped);
            }
            expected = rev + 1;
        } else if (missing.remove(rev)) {
            late++;
        } else {
            doubled++;
        }
    }

    @Override
    public void closed(int code, String reason) {
        socket = null;
        crowd.closed(this, code, reason);
    }
}
