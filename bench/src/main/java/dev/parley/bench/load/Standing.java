package dev.parley.bench.load;

import java.util.Set;

/**
 * What a seat has got, at one moment.
 *
 * @param room where it sits
 * @param expected the rev that is due next; below 0 before the seat is live
 * @param missing the revs that were passed over
 * @param doubled messages that came twice
 * @param late messages that came after a later one
 * @param sentToFetch messages that it was told to fetch
 */
record Standing(String room, long expected, Set<Long> missing, int doubled, int late, long sentToFetch) {

    /** How many messages are owed to it, when its room has come so far. */
    long missed(long head) {
        return expected < 0 ? 0 : missing.size() + head + 1 - expected;
    }
}
