package dev.parley.bench.check;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** When nothing may reach somebody any more who was removed from a room, or whose session has ended, with what is broken by then. */
final class Gone {

    private final Faults faults;
    private final long removalNanos;
    private final long apartNanos;
    private final long sessionNanos;

    Gone(List<Entry> entries, Limits limits) {
        faults = new Faults(entries);
        removalNanos = TimeUnit.MILLISECONDS.toNanos(limits.removalMs());
        apartNanos = TimeUnit.MILLISECONDS.toNanos(limits.apartMs());
        sessionNanos = TimeUnit.MILLISECONDS.toNanos(limits.sessionMs());
    }

    /** When what is written does not reach any more who was removed at a time. */
    long removed(long at) {
        return faults.after(at, removalNanos, apartNanos, Faults.AWAY);
    }

    /** When nothing reaches a client any more whose session ended at a time; a client that does not read finds later what came before. */
    long loggedOut(String client, long at) {
        return session(at, Faults.AWAY.or(Faults.deaf(client)));
    }

    /** When the socket of such a client is closed, unless its node stands still. */
    long closed(String client, long at) {
        return session(at, Faults.AWAY.or(Faults.deaf(client)).or(Faults.FROZEN));
    }

    private long session(long at, Predicate<Entry.Fault> excuses) {
        return faults.after(at, sessionNanos, sessionNanos, excuses);
    }
}
