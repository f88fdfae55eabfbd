package dev.parley.bench.check;

/**
 * The times of the contract that a history is held to, in milliseconds.
 *
 * @param silenceMs how long a call may go without an answer or a closed socket
 * @param removalMs when somebody who was removed gets nothing any more
 * @param apartMs the same where nodes are cut from each other or from the database
 * @param sessionMs when the sockets of a session that has ended are closed
 * @param aloneMs how long a message may take where nothing is broken; longer means that it was looked for
 */
public record Limits(long silenceMs, long removalMs, long apartMs, long sessionMs, long aloneMs) {

    /** What the contract says. */
    public static final Limits CONTRACT = new Limits(5_000, 1_000, 3_000, 5_000, 1_000);
}
