package dev.parley.messages;

import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.Edit;
import dev.parley.contracts.messages.Head;
import dev.parley.contracts.messages.Heads;
import dev.parley.contracts.messages.MessageChanges;
import dev.parley.contracts.messages.MessagePage;
import dev.parley.contracts.messages.ReadMarker;
import dev.parley.contracts.messages.ReadMarkers;
import dev.parley.contracts.messages.RoomHead;
import dev.parley.contracts.messages.RoomOverview;
import dev.parley.platform.ChangeWindow;
import dev.parley.platform.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
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

    /** A store with a pool for new messages, one for other changes, and one for what changes nothing. */
    PgMessageStore(Vertx vertx, Postgres posts, Postgres writes, Postgres reads, MessagesOptions options) {
        this.writes = writes;
        this.reads = reads;
        this.batches = new PostBatches(
                new PostStatement(vertx, posts.pool())::store,
                options.batchMessages(),
                options.batchBytes(),
                System::nanoTime);
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
    public Future<List<Stored>> postAll(List<NewMessage> messages) {
        return messages.isEmpty() ? Future.succeededFuture(List.of()) : batches.addAll(messages);
    }

    @Override
    public Future<Optional<Keyed>> find(UUID roomId, UUID senderId, String key) {
        return writes.query(PgQueries.FIND, Tuple.of(roomId, senderId, key)).map(rows -> {
            for (Row row : rows) {
                ChatMessage message = Rows.message(row, 1);
                if (message != null) {
                    return Optional.of(new Keyed(row.getLong(0), message));
                }
            }
            return Optional.empty();
        });
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
        return reads.query(PgQueries.GET, Tuple.of(roomId, seq, readerId))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.ofNullable(Rows.message(rows.iterator().next(), 0)));
    }

    @Override
    public Future<Optional<List<Edit>>> edits(UUID roomId, long seq) {
        return reads.query(PgQueries.EDITS, Tuple.of(roomId, seq)).map(rows -> {
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
                        span.newest() ? PgQueries.NEWEST : PgQueries.OLDEST,
                        Tuple.of(roomId, span.after(), span.before(), span.limit(), readerId, span.anchor()))
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
        return reads.query(
                        PgQueries.CHANGES, Tuple.of(roomId, cursor.rev(), cursor.epoch(), mostBehind, limit, readerId))
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
        return reads.query(PgQueries.OVERVIEW, Tuple.of(userId, (Object) roomIds.toArray(UUID[]::new)))
                .map(rows -> {
                    List<RoomOverview> overviews = new ArrayList<>(rows.size());
                    for (Row row : rows) {
                        overviews.add(
                                new RoomOverview(row.getUUID(0), Rows.message(row, 8), Rows.readState(row, 0, userId)));
                    }
                    return overviews;
                });
    }

    @Override
    public Future<List<RoomHead>> heads(List<UUID> roomIds) {
        return reads.query(PgQueries.HEADS, Tuple.of((Object) roomIds.toArray(UUID[]::new)))
                .map(PgMessageStore::heads);
    }

    @Override
    public Future<Heads> headsSince(long cursor) {
        return ChangeWindow.after(reads, cursor)
                .compose(window -> reads.query(PgQueries.HEADS_SINCE, window.bounds())
                        .map(rows -> Heads.of(window.cursor(), window.more(), heads(rows))));
    }

    @Override
    public Future<ReadMarkers> markersSince(long cursor) {
        return ChangeWindow.after(reads, cursor)
                .compose(window -> reads.query(PgQueries.MARKERS_SINCE, window.bounds())
                        .map(rows -> ReadMarkers.of(
                                window.cursor(),
                                window.more(),
                                rows.stream()
                                        .map(row -> new ReadMarker(row.getUUID(0), row.getUUID(1), row.getLong(2)))
                                        .toList())));
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

    private static List<RoomHead> heads(RowSet<Row> rows) {
        return rows.stream()
                .map(row -> new RoomHead(row.getUUID(0), Rows.head(row, 1)))
                .toList();
    }
}
