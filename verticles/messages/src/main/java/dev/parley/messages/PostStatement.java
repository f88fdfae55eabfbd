package dev.parley.messages;

import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.MessageKind;
import dev.parley.contracts.messages.RoomEvent;
import dev.parley.platform.StorageFailures;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The statement that stores a batch of messages.
 *
 * <p>When the connection is lost nobody knows whether the batch was committed. Because a key is stored once, the same statement finds that out: it is run again on another connection, waits for the locks of the first run if that
 * still lives, and answers what that has stored or stores it now. A message that has the id of this attempt was stored by it, not by an earlier one.
 *
 * <p>What nobody waits for any more is not stored: a statement that was held up on its way, by a network that was cut for example, says until when it is good, by the clock of the database.
 */
final class PostStatement {

    private static final String SQL = """
            SELECT s.place, s.outcome, s.epoch, s.seq, s.rev, s.created_at, s.advanced, s.read_version, %s
            FROM messages.store_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) s
            CROSS JOIN LATERAL (SELECT (s.known).*) m""".formatted(Rows.MESSAGE_COLUMNS.replace("$REACTIONS", "s.reactions"));

    private static final long RUN_AGAIN_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How long to wait before the second run, the third and so on: the pool needs a moment to notice which connections are gone. */
    private static final long[] PAUSES_MS = {20, 200, 500};

    /** With the 400 ms that a message may have waited for its turn, and the 300 ms for its batch, within the two seconds in which a sender is told. */
    private static final long ANSWER_MS = 1_200;

    /** What the database answers when a statement comes too late. */
    private static final String LATE = "57PLT";

    private final Vertx vertx;
    private final Pool pool;
    private final DatabaseClock clock = new DatabaseClock();

    PostStatement(Vertx vertx, Pool pool) {
        this.vertx = vertx;
        this.pool = pool;
    }

    /** Stores a batch in one transaction; answers in its order, within 1.2 s; what reaches the database later is not stored. */
    Future<List<Stored>> store(List<NewMessage> batch) {
        long began = System.nanoTime();
        return run(batch, arguments(batch, clock.after(began, ANSWER_MS)), 0, began)
                .timeout(ANSWER_MS, TimeUnit.MILLISECONDS);
    }

    private Future<List<Stored>> run(List<NewMessage> batch, Tuple arguments, int repeats, long began) {
        return pool.preparedQuery(SQL)
                .execute(arguments)
                .map(rows -> answers(batch, rows, repeats > 0, began))
                .onFailure(failure -> learn(failure, began))
                .recover(failure -> mayRunAgain(failure, repeats, began)
                        ? vertx.timer(PAUSES_MS[repeats], TimeUnit.MILLISECONDS)
                                .compose(later -> run(batch, arguments, repeats + 1, began))
                        : Future.failedFuture(failure));
    }

    /** Where a statement came too late, either its way was slow or the clock of the database was set: that tells the time. */
    private void learn(Throwable failure, long began) {
        if (failure instanceof PgException refused && late(refused)) {
            clock.learn(Instant.ofEpochMilli(Long.parseLong(refused.getDetail())), began, System.nanoTime());
        }
    }

    private static boolean late(Throwable failure) {
        return failure instanceof PgException refused && LATE.equals(refused.getSqlState());
    }

    private static boolean mayRunAgain(Throwable failure, int repeats, long began) {
        return repeats < PAUSES_MS.length
                && System.nanoTime() - began < RUN_AGAIN_WITHIN_NANOS
                && StorageFailures.passing(failure)
                && !late(failure);
    }

    private static Tuple arguments(List<NewMessage> batch, @Nullable OffsetDateTime until) {
        return Tuple.from(Arrays.asList(
                column(batch, UUID[]::new, NewMessage::id),
                column(batch, UUID[]::new, NewMessage::roomId),
                column(batch, UUID[]::new, NewMessage::senderId),
                column(batch, Short[]::new, message -> (short) message.kind().ordinal()),
                column(batch, String[]::new, NewMessage::key),
                column(batch, Long[]::new, NewMessage::digest),
                column(batch, String[]::new, NewMessage::content),
                column(batch, Long[]::new, NewMessage::replyTo),
                column(batch, String[]::new, PostStatement::mentions),
                column(batch, String[]::new, PostStatement::event),
                column(batch, UUID[]::new, NewMessage::newcomer),
                until));
    }

    private static <T> Object column(
            List<NewMessage> batch, IntFunction<@Nullable T[]> make, Function<NewMessage, @Nullable T> field) {
        @Nullable T[] values = make.apply(batch.size());
        for (int i = 0; i < values.length; i++) {
            values[i] = field.apply(batch.get(i));
        }
        return values;
    }

    private static @Nullable String mentions(NewMessage message) {
        return message.mentions().isEmpty()
                ? null
                : "{"
                        + String.join(
                                ",",
                                message.mentions().stream().map(UUID::toString).toList()) + "}";
    }

    private static @Nullable String event(NewMessage message) {
        return message.event() == null
                ? null
                : RoomEvent.encode(message.event()).encode();
    }

    private List<Stored> answers(List<NewMessage> batch, RowSet<Row> rows, boolean ranBefore, long began) {
        Stored[] answers = new Stored[batch.size()];
        for (Row row : rows) {
            int place = (int) (row.getLong(0) - 1);
            answers[place] = answer(batch.get(place), row, ranBefore);
        }
        Instant told = rows.iterator().next().getOffsetDateTime(5).toInstant();
        clock.learn(told, began, System.nanoTime());
        return List.of(answers);
    }

    private static Stored answer(NewMessage message, Row row, boolean ranBefore) {
        Stored.Outcome outcome = Stored.Outcome.valueOf(row.getString(1).toUpperCase(Locale.ROOT));
        long epoch = row.getLong(2);
        return switch (outcome) {
            case STORED -> new Stored(outcome, epoch, fresh(message, row), row.getUUID(6), version(row.getLong(7)));
            case UNANSWERED -> new Stored(outcome, epoch, null, null, 0);
            default -> {
                ChatMessage known = Rows.message(row, 8);
                boolean mine = ranBefore && known != null && message.id().equals(known.id());
                yield new Stored(mine ? Stored.Outcome.STORED : outcome, epoch, known, null, 0);
            }
        };
    }

    private static long version(@Nullable Long version) {
        return version == null ? 0 : version;
    }

    private static ChatMessage fresh(NewMessage message, Row row) {
        return new ChatMessage(
                message.id(),
                message.roomId(),
                row.getLong(3),
                row.getLong(4),
                message.senderId(),
                message.kind(),
                message.content(),
                message.key(),
                row.getOffsetDateTime(5).toInstant(),
                null,
                null,
                message.replyTo(),
                message.kind() == MessageKind.SYSTEM || message.mentions().isEmpty() ? null : message.mentions(),
                null,
                message.event());
    }
}
