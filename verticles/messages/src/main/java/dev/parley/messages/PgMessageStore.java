package dev.parley.messages;

import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.Edit;
import dev.parley.contracts.messages.Head;
import dev.parley.contracts.messages.Heads;
import dev.parley.contracts.messages.MessageChanges;
import dev.parley.contracts.messages.MessagePage;
import dev.parley.contracts.messages.RoomHead;
import dev.parley.contracts.messages.RoomOverview;
import dev.parley.platform.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps the logs in PostgreSQL: every call is one statement. */
final class PgMessageStore implements MessageStore {

    private final Postgres writes;
    private final Postgres reads;
    private final PostBatches batches;

    /** A store that writes and reads through two pools, which differ in their time-outs. */
    PgMessageStore(Postgres writes, Postgres reads, MessagesOptions options) {
        this.writes = writes;
        this.reads = reads;
        this.batches =
                new PostBatches(new PostStatement(writes.pool())::store, options.batchMessages(), options.batchBytes());
    }

    /** How many batches this object has committed, and how many messages were in them. */
    PostBatches.Commits commits() {
        return batches.commits();
    }

    @Override
    public Future<Stored> post(NewMessage message) {
        return batches.add(message);
    }

    @Override
    public Future<Changed> edit(UUID roomId, long seq, UUID editorId, String content, List<UUID> mentions) {
        return change(
                "SELECT * FROM messages.edit_message($1, $2, $3, $4, $5)",
                Tuple.of(roomId, seq, editorId, content, mentions.toArray(UUID[]::new)));
    }

    @Override
    public Future<Changed> delete(UUID roomId, long seq, UUID callerId, boolean anybodys) {
        return change(
                "SELECT * FROM messages.delete_message($1, $2, $3, $4)", Tuple.of(roomId, seq, callerId, anybodys));
    }

    @Override
    public Future<Changed> react(UUID roomId, long seq, UUID userId, String emoji, boolean on, int mostEmoji) {
        return change(
                "SELECT * FROM messages.react($1, $2, $3, $4, $5, $6)",
                Tuple.of(roomId, seq, userId, emoji, on, mostEmoji));
    }

    @Override
    public Future<Optional<ChatMessage>> get(UUID roomId, long seq, @Nullable UUID readerId) {
        return reads.query(GET, Tuple.of(roomId, seq, readerId))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.ofNullable(Rows.message(rows.iterator().next(), 0)));
    }

    @Override
    public Future<Optional<List<Edit>>> edits(UUID roomId, long seq) {
        return reads.query(EDITS, Tuple.of(roomId, seq)).map(rows -> {
            List<Edit> edits = new ArrayList<>();
            for (Row row : rows) {
                if (row.getString(0) != null) {
                    edits.add(
                            new Edit(row.getString(0), row.getOffsetDateTime(1).toInstant()));
                }
            }
            return rows.size() == 0 ? Optional.empty() : Optional.of(edits);
        });
    }

    @Override
    public Future<MessagePage> history(UUID roomId, Span span, @Nullable UUID readerId) {
        return reads.query(
                        span.newest() ? NEWEST : OLDEST,
                        Tuple.of(roomId, span.after(), span.before(), span.limit(), readerId))
                .map(rows -> {
                    List<ChatMessage> messages = messages(rows, 3);
                    Head head = Rows.head(rows.iterator().next(), 0);
                    long first = messages.isEmpty()
                            ? Math.min(span.before(), head.seq() + 1)
                            : messages.getFirst().seq();
                    long last = messages.isEmpty()
                            ? Math.min(Math.max(span.after(), first - 1), head.seq())
                            : messages.getLast().seq();
                    return new MessagePage(messages, first > 1, last < head.seq(), head);
                });
    }

    @Override
    public Future<MessageChanges> changes(
            UUID roomId, Cursor cursor, int limit, int mostBehind, @Nullable UUID readerId) {
        return reads.query(CHANGES, Tuple.of(roomId, cursor.rev(), cursor.epoch(), mostBehind, limit, readerId))
                .map(rows -> {
                    List<ChatMessage> messages = messages(rows, 4);
                    Row first = rows.iterator().next();
                    Head head = Rows.head(first, 0);
                    boolean hasMore = !messages.isEmpty() && messages.getLast().rev() < head.rev();
                    return new MessageChanges(messages, head, hasMore, first.getBoolean(3));
                });
    }

    @Override
    public Future<Marked> read(UUID roomId, UUID userId, long seq, boolean back) {
        return writes.query("SELECT * FROM messages.mark_read($1, $2, $3, $4)", Tuple.of(roomId, userId, seq, back))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    return new Marked(row.getBoolean(0), Rows.readState(row, 1, userId));
                });
    }

    @Override
    public Future<List<RoomOverview>> overview(UUID userId, List<UUID> roomIds) {
        return reads.query(OVERVIEW, Tuple.of(userId, (Object) roomIds.toArray(UUID[]::new)))
                .map(rows -> {
                    List<RoomOverview> overviews = new ArrayList<>(rows.size());
                    for (Row row : rows) {
                        overviews.add(
                                new RoomOverview(row.getUUID(0), Rows.message(row, 7), Rows.readState(row, 0, userId)));
                    }
                    return overviews;
                });
    }

    @Override
    public Future<List<RoomHead>> heads(List<UUID> roomIds) {
        return reads.query(HEADS, Tuple.of((Object) roomIds.toArray(UUID[]::new)))
                .map(rows -> heads(rows, 0));
    }

    @Override
    public Future<Heads> headsSince(long cursor) {
        return reads.query(HEADS_SINCE, Tuple.of(cursor))
                .map(rows -> new Heads(rows.iterator().next().getLong(0), heads(rows, 1)));
    }

    private Future<Changed> change(String sql, Tuple arguments) {
        return writes.query(sql, arguments).map(rows -> {
            Row row = rows.iterator().next();
            Changed.Outcome outcome = Changed.Outcome.valueOf(row.getString(0).toUpperCase(Locale.ROOT));
            Long epoch = row.getLong(1);
            return new Changed(outcome, epoch == null ? 0 : epoch, Rows.message(row, 2));
        });
    }

    private static List<ChatMessage> messages(RowSet<Row> rows, int at) {
        List<ChatMessage> messages = new ArrayList<>(rows.size());
        for (Row row : rows) {
            ChatMessage message = Rows.message(row, at);
            if (message != null) {
                messages.add(message);
            }
        }
        return messages;
    }

    private static List<RoomHead> heads(RowSet<Row> rows, int at) {
        List<RoomHead> heads = new ArrayList<>(rows.size());
        for (Row row : rows) {
            if (row.getUUID(at) != null) {
                heads.add(new RoomHead(row.getUUID(at), Rows.head(row, at + 1)));
            }
        }
        return heads;
    }

    private static String messageOf(String reader) {
        return Rows.MESSAGE_COLUMNS.replace("$READER", reader);
    }

    /** The head of room $1, whether or not it has a log. */
    private static final String HEAD = """
            (SELECT coalesce(h.epoch, o.epoch) AS epoch, coalesce(h.last_rev, 0) AS rev, coalesce(h.last_seq, 0) AS seq
             FROM messages.origin o LEFT JOIN messages.heads h ON h.room_id = $1) head""";

    /** $1: room; $2: seq; $3: reader. */
    private static final String GET =
            "SELECT " + messageOf("$3") + " FROM messages.messages m WHERE m.room_id = $1 AND m.seq = $2";

    /** A row for each former content; one without content when there is none; none when there is no such message. $1: room; $2: seq. */
    private static final String EDITS = """
            SELECT e.content, e.replaced_at
            FROM messages.messages m LEFT JOIN messages.edits e ON e.room_id = m.room_id AND e.seq = m.seq
            WHERE m.room_id = $1 AND m.seq = $2
            ORDER BY e.rev""";

    /** The head and, beside it, a page. $1: room; $2: after; $3: before; $4: limit; $5: reader. */
    private static final String PAGE = """
            SELECT head.*, page.* FROM %s LEFT JOIN LATERAL (
                SELECT %s FROM messages.messages m
                WHERE m.room_id = $1 AND m.seq > $2 AND m.seq < $3 ORDER BY m.seq %s LIMIT $4) page ON true
            ORDER BY page.seq""";

    private static final String NEWEST = PAGE.formatted(HEAD, messageOf("$5"), "DESC");
    private static final String OLDEST = PAGE.formatted(HEAD, messageOf("$5"), "ASC");

    /** The head, whether to reset and, beside them, what changed. $1: room; $2: rev; $3: epoch or null; $4: most behind; $5: limit; $6: reader. */
    private static final String CHANGES = """
            SELECT head.*, fit.reset, page.* FROM %s
            CROSS JOIN LATERAL (SELECT
                $2 > head.rev OR head.rev - $2 > $4::integer OR coalesce($3::bigint <> head.epoch, false) AS reset) fit
            LEFT JOIN LATERAL (
                SELECT %s FROM messages.messages m
                WHERE m.room_id = $1 AND m.rev > $2 AND NOT fit.reset ORDER BY m.rev LIMIT $5) page ON true
            ORDER BY page.rev""".formatted(HEAD, messageOf("$6"));

    /** Read states with the newest of the last 20 messages that is not deleted. $1: user; $2: rooms. */
    private static final String OVERVIEW = """
            SELECT r.*, newest.* FROM messages.read_states($1, $2) r LEFT JOIN LATERAL (
                SELECT %s FROM messages.messages m
                WHERE m.room_id = r.room_id AND m.seq > r.last_seq - 20 AND m.deleted_at IS NULL
                ORDER BY m.seq DESC LIMIT 1) newest ON true""".formatted(messageOf("$1"));

    /** $1: rooms. */
    private static final String HEADS = """
            SELECT r.room_id, coalesce(h.epoch, o.epoch), coalesce(h.last_rev, 0), coalesce(h.last_seq, 0)
            FROM unnest($1::uuid[]) AS r (room_id) CROSS JOIN messages.origin o
            LEFT JOIN messages.heads h ON h.room_id = r.room_id""";

    /** The clock of the database in microseconds and, beside it, the heads that moved since 10 s before $1, when that is not 0. */
    private static final String HEADS_SINCE = """
            WITH clock AS MATERIALIZED (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS cursor)
            SELECT clock.cursor, h.room_id, h.epoch, h.last_rev, h.last_seq
            FROM clock LEFT JOIN messages.heads h ON $1::bigint > 0
                AND h.changed_at > timestamptz 'epoch' + ($1::bigint - 10000000) * interval '1 microsecond'""";
}
