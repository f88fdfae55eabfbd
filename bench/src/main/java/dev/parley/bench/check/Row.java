package dev.parley.bench.check;

/**
 * One message of a room as somebody saw it.
 *
 * @param key the sender's key; empty for what the server wrote
 * @param text false for what the server wrote
 */
public record Row(long seq, long rev, String id, String sender, String key, boolean text, String content) {

    /** Who sent it under which key: the identity that no retry changes. */
    Sent sent(String room) {
        return new Sent(room, sender, key);
    }
}
