package dev.parley.messages;

import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.Head;
import dev.parley.contracts.messages.MessageKind;
import dev.parley.contracts.messages.Reaction;
import dev.parley.contracts.messages.ReadState;
import dev.parley.contracts.messages.RoomEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what the statements of the store answer. Columns are read by place: every statement that gives a message gives {@link #MESSAGE_COLUMNS}. */
final class Rows {

    /** The columns of a message {@code m}, as readers see it; {@code $REACTIONS} stands for its reactions. */
    static final String MESSAGE_COLUMNS = """
            m.room_id, m.seq, m.rev, m.id, m.sender_id, m.kind, m.key, m.content, m.reply_to, m.mentions, m.event,
            $REACTIONS AS reactions,
            m.created_at, m.edited_at, m.deleted_at""";

    private static final MessageKind[] KINDS = MessageKind.values();

    private Rows() {}

    /** The message whose columns begin at a place; null when there is none. */
    static @Nullable ChatMessage message(Row row, int at) {
        UUID roomId = row.getUUID(at);
        if (roomId == null) {
            return null;
        }
        return new ChatMessage(
                row.getUUID(at + 3),
                roomId,
                row.getLong(at + 1),
                row.getLong(at + 2),
                row.getUUID(at + 4),
                KINDS[row.getShort(at + 5)],
                row.getString(at + 7),
                row.getString(at + 6),
                row.getOffsetDateTime(at + 12).toInstant(),
                instant(row.getOffsetDateTime(at + 13)),
                instant(row.getOffsetDateTime(at + 14)),
                row.getLong(at + 8),
                mentions(row.getArrayOfUUIDs(at + 9)),
                reactions(row.getJsonArray(at + 11)),
                event(row.getJsonObject(at + 10)));
    }

    /** The head whose columns (epoch, rev, seq) begin at a place. */
    static Head head(Row row, int at) {
        return new Head(row.getLong(at), row.getLong(at + 1), row.getLong(at + 2));
    }

    /** The read state of somebody whose columns (room, head, last read, unread, mentions, version) begin at a place. */
    static ReadState readState(Row row, int at, UUID userId) {
        return new ReadState(
                row.getUUID(at),
                userId,
                row.getLong(at + 4),
                row.getLong(at + 5),
                row.getLong(at + 6),
                head(row, at + 1),
                row.getLong(at + 7));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static @Nullable List<UUID> mentions(UUID[] ids) {
        return ids.length == 0 ? null : List.of(ids);
    }

    private static @Nullable List<Reaction> reactions(@Nullable JsonArray array) {
        return array == null
                ? null
                : array.stream().map(item -> Reaction.decode((JsonObject) item)).toList();
    }

    private static @Nullable RoomEvent event(@Nullable JsonObject json) {
        return json == null ? null : RoomEvent.decode(json);
    }
}
