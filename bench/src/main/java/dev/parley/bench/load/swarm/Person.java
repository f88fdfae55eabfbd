package dev.parley.bench.load.swarm;

import dev.parley.bench.client.Wire;
import io.netty.buffer.ByteBuf;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Somebody with one socket and some rooms, who checks that every rev of each room comes once and in order. */
final class Person extends Wire {

    private static final int NOT_LIVE = -1;

    final int number;

    /** What it shows when it comes; the same each time, as clients do while a token is good. */
    @Nullable
    String token;

    /** How often it went to another node because it lost the one before. */
    int moves;

    private final Swarm swarm;
    private final int[] rooms;
    private final int[] expected;

    /** The rev from which on the socket that is open now is owed everything. */
    private final int[] first;

    /** A bit for each room that is live on the socket that is open now. */
    private long live;

    private boolean frozen;

    /** What was written and is not answered yet, by the time at which it was due. */
    private final Map<Long, Post> unanswered = new LinkedHashMap<>();

    private record Post(int which, String key, String text) {}

    /** Somebody who sits in these rooms, by their numbers. */
    Person(int number, int[] rooms, Swarm swarm) {
        this.number = number;
        this.rooms = rooms;
        this.expected = new int[rooms.length];
        this.first = new int[rooms.length];
        this.swarm = swarm;
        java.util.Arrays.fill(expected, NOT_LIVE);
    }

    /** Whether somebody reads what comes, or will when the connection is back. */
    boolean isThere() {
        return !frozen;
    }

    /** Writes into one of the rooms, at once or when the connection is back; what is not answered on one connection is written again on the next, as clients do. */
    void post(int which, long due, String key, String text) {
        unanswered.put(due, new Post(which, key, text));
        if (isLive()) {
            swarm.tongue().post(this, which, due, key, text);
        }
    }

    /** What was written when it was due has its answer; whether that was waited for. */
    boolean answered(long due) {
        return unanswered.remove(due) != null;
    }

    /** Reads no more until told, or until the socket is gone. */
    void freeze(boolean on) {
        frozen = on;
        read(!on);
    }

    boolean isLive() {
        return Long.bitCount(live) == rooms.length;
    }

    int rooms() {
        return rooms.length;
    }

    int room(int which) {
        return rooms[which];
    }

    /** The newest rev that came of a room; below 1 when none. */
    int newest(int which) {
        return expected[which] - 1;
    }

    @Override
    protected String path() {
        return swarm.tongue().path();
    }

    @Override
    protected void opened() {
        swarm.tongue().opened(this);
    }

    @Override
    protected void text(ByteBuf utf8) {
        swarm.tongue().take(this, utf8);
    }

    /** A room is live from a rev on; said again after a reconnect, it tells to fetch what lies in between. */
    void synced(int room, int rev) {
        int which = which(room);
        int before = expected[which];
        if (before != NOT_LIVE && rev >= before) {
            swarm.tally().fetched += rev + 1 - before;
        }
        expected[which] = Math.max(before, rev + 1);
        first[which] = expected[which];
        boolean was = isLive();
        live |= 1L << which;
        if (before == NOT_LIVE) {
            swarm.tally().early(number, room).forEach(early -> count(which, room, early));
        }
        if (!was && isLive()) {
            swarm.live(this);
            unanswered.forEach((due, post) -> swarm.tongue().post(this, post.which, due, post.key, post.text));
        }
    }

    /** A change of a room came. */
    void message(int room, int rev) {
        int which = which(room);
        if (expected[which] == NOT_LIVE) {
            swarm.tally().keepEarly(number, room, rev);
        } else {
            count(which, room, rev);
        }
    }

    private void count(int which, int room, int rev) {
        int due = expected[which];
        if (rev == due) {
            expected[which] = rev + 1;
        } else if (rev > due) {
            swarm.tally().skipped(number, room, due, rev);
            expected[which] = rev + 1;
        } else if (rev >= first[which]) {
            swarm.tally().again(number, room, rev);
        }
    }

    /** How many messages are owed, when the rooms have come so far. */
    long owed(int[] heads) {
        long owed = 0;
        for (int which = 0; which < rooms.length; which++) {
            if (expected[which] != NOT_LIVE) {
                owed += heads[rooms[which]] + 1 - expected[which];
            }
        }
        return owed;
    }

    private int which(int room) {
        for (int which = 0; which < rooms.length; which++) {
            if (rooms[which] == room) {
                return which;
            }
        }
        throw new IllegalStateException("Person " + number + " got something of room " + room + ".");
    }

    @Override
    protected void closed(int closeCode) {
        boolean was = isLive();
        live = 0;
        frozen = false;
        swarm.closed(this, was, closeCode);
    }
}
