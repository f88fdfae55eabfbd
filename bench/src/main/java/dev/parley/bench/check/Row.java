package dev.parley.bench.check;

/**
 * One message of a room as somebody saw it.
 *
 * @param key the sender's key; empty for what the server wrote
 * @param text false for what the server wrote
 * @param deleted whether only a tombstone is left
 * @param reactions who reacted with what: each emoji with its people, in one spelling
 */
public record Row(
        long seq,
        long rev,
        String id,
        String sender,
        String key,
        boolean text,
        String content,
        boolean deleted,
        String reactions) {

    /** A message that is neither deleted nor reacted to. */
    public Row(long seq, long rev, String id, String sender, String key, boolean text, String content) {
        this(seq, rev, id, sender, key, text, content, false, "");
    }

    /** Who sent it under which key: the identity that no retry changes. */
    Sent sent(String room) {
        return new Sent(room, sender, key);
    }
}
