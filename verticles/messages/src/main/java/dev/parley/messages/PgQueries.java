package dev.parley.messages;

/**
 * What {@link PgMessageStore} reads with. Each statement is one snapshot: a page and the head beside it belong together.
 *
 * <p>Pages have at most as many rows as are asked for, and end earlier when these are long: a page is cut where the rows are still in the database, so that no more than it holds is carried.
 */
final class PgQueries {

    /** How many former contents of a message are told; {@code edit_message} keeps as many. */
    private static final int MOST_EDITS = 50;

    /** How many bytes the rows of a page have at most as they are sent, unless it is one row. */
    private static final int PAGE_BYTES = 128 << 10;

    /** How many characters of the newest message a list of rooms shows at most. */
    private static final int PREVIEW = 500;

    /** Those of some rows that fit into a page by their weight, the first in an order, and always one. */
    private static final String FITTING = """
            SELECT * FROM (
                SELECT near.*, sum(%%s) OVER nearest AS bytes, row_number() OVER nearest AS place
                FROM (%%s) near WINDOW nearest AS (ORDER BY %%s ROWS UNBOUNDED PRECEDING)) weighed
            WHERE place = 1 OR bytes <= %d""".formatted(PAGE_BYTES);

    /** What the text of a row takes as JSON. */
    private static final String CONTENT_BYTES = "octet_length(to_json(near.content)::text)";

    /** What a message takes as JSON, of which only what may be long is weighed: the JSON of whole rows would take longer than all else. */
    private static final String MESSAGE_BYTES = "500 + " + CONTENT_BYTES
            + " + 40 * cardinality(near.mentions) + coalesce(octet_length(near.event::text), 0) + coalesce(octet_length(near.reactions::text), 0)";

    /** The head of room $1, whether or not it has a log. */
    private static final String HEAD = """
            (SELECT coalesce(h.epoch, o.epoch) AS epoch, coalesce(h.last_rev, 0) AS rev, coalesce(h.last_seq, 0) AS seq
             FROM messages.origin o LEFT JOIN messages.heads h ON h.room_id = $1) head""";

    /** $1: room; $2: sender; $3: key. */
    static final String FIND = "SELECT m.digest, " + messageOf("$2") + " FROM messages.find_posted($1, $2, $3) m";

    /** $1: room; $2: seq; $3: reader. */
    static final String GET =
            "SELECT " + messageOf("$3") + " FROM messages.messages m WHERE m.room_id = $1 AND m.seq = $2";

    /** A row for each of the newest former contents; one without content when there is none; none when there is no such message. $1: room; $2: seq. */
    static final String EDITS =
            """
            SELECT page.content, page.replaced_at
            FROM messages.messages m LEFT JOIN LATERAL (%s) page ON true
            WHERE m.room_id = $1 AND m.seq = $2
            ORDER BY page.rev""".formatted(fitting("60 + " + CONTENT_BYTES, """
                SELECT e.content, e.replaced_at, e.rev FROM messages.edits e
                WHERE e.room_id = $1 AND e.seq = $2 ORDER BY e.rev DESC LIMIT %d""".formatted(MOST_EDITS), "near.rev DESC"));

    static final String NEWEST = page("DESC");
    static final String OLDEST = page("ASC");

    /** The head, whether to reset and, beside them, what changed. $1: room; $2: rev; $3: epoch or null; $4: most behind; $5: limit; $6: reader. */
    static final String CHANGES =
            """
            SELECT head.*, fit.reset, page.* FROM %s
            CROSS JOIN LATERAL (SELECT
                $2 > head.rev OR head.rev - $2 > $4::integer OR coalesce($3::bigint <> head.epoch, false) AS reset) fit
            LEFT JOIN LATERAL (%s) page ON true
            ORDER BY page.rev""".formatted(HEAD, fitting(MESSAGE_BYTES, """
                SELECT %s FROM messages.messages m
                WHERE m.room_id = $1 AND m.rev > $2 AND NOT fit.reset ORDER BY m.rev LIMIT $5""".formatted(messageOf("$6")), "near.rev"));

    /** Read states with the newest of the last 20 messages that is not deleted, of which no more than the beginning is told. $1: user; $2: rooms. */
    static final String OVERVIEW =
            """
            SELECT r.*, newest.* FROM messages.read_states($1, $2) r LEFT JOIN LATERAL (
                SELECT %s FROM messages.messages m
                WHERE m.room_id = r.room_id AND m.seq > r.last_seq - 20 AND m.deleted_at IS NULL
                ORDER BY m.seq DESC LIMIT 1) newest ON true""".formatted(messageOf("$1").replace("m.content", "left(m.content, %d)".formatted(PREVIEW)));

    /** $1: rooms. */
    static final String HEADS = """
            SELECT r.room_id, coalesce(h.epoch, o.epoch), coalesce(h.last_rev, 0), coalesce(h.last_seq, 0)
            FROM unnest($1::uuid[]) AS r (room_id) CROSS JOIN messages.origin o
            LEFT JOIN messages.heads h ON h.room_id = r.room_id""";

    /** The heads that moved. $1, $2: the window. */
    static final String HEADS_SINCE = """
            SELECT h.room_id, h.epoch, h.last_rev, h.last_seq FROM messages.heads h
            WHERE h.changed_at > $1 AND h.changed_at <= $2""";

    /** The read markers that moved. $1, $2: the window. */
    static final String MARKERS_SINCE = """
            SELECT s.room_id, s.user_id, s.version FROM messages.read_state s
            WHERE s.changed_at > $1 AND s.changed_at <= $2""";

    private PgQueries() {}

    /** The head and, beside it, a page. $1: room; $2: after; $3: before; $4: limit; $5: reader; $6: anchor. */
    private static String page(String order) {
        String rows = """
                SELECT %s FROM messages.messages m
                WHERE m.room_id = $1 AND m.seq > $2 AND m.seq < $3 ORDER BY m.seq %s LIMIT $4""".formatted(messageOf("$5"), order);
        return "SELECT head.*, page.* FROM %s LEFT JOIN LATERAL (%s) page ON true ORDER BY page.seq"
                .formatted(HEAD, fitting(MESSAGE_BYTES, rows, "abs(near.seq - $6::bigint), near.seq"));
    }

    private static String fitting(String weight, String rows, String order) {
        return FITTING.formatted(weight, rows, order);
    }

    private static String messageOf(String reader) {
        return Rows.MESSAGE_COLUMNS.replace(
                "$REACTIONS",
                "CASE WHEN m.reacted THEN messages.reactions_of(m.room_id, m.seq, %s) END".formatted(reader));
    }
}
