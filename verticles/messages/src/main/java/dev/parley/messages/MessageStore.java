package dev.parley.messages;

import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.Edit;
import dev.parley.contracts.messages.Heads;
import dev.parley.contracts.messages.MessageChanges;
import dev.parley.contracts.messages.MessagePage;
import dev.parley.contracts.messages.ReadMarkers;
import dev.parley.contracts.messages.RoomHead;
import dev.parley.contracts.messages.RoomOverview;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the logs. Every store holds to the same suite of tests.
 *
 * <p>Numbers, commits and visibility have one order in a room, whoever writes through whichever store object; what was answered is durable and seen by every read after it. When the storage is not there a call
 * fails with {@code storage_unavailable}, and then whether it was done is not known: every call bears a repeat. For one event loop; not to be shared between threads.
 */
interface MessageStore {

    /** Stores a message once for each key. Messages handed over one after the other get their numbers in that order. */
    Future<Stored> post(NewMessage message);

    /** Stores messages in one transaction, so all of them or none, as {@link #post} does each. */
    Future<List<Stored>> postAll(List<NewMessage> messages);

    /** The text that a key of a sender stands for. */
    Future<Optional<Keyed>> find(UUID roomId, UUID senderId, String key);

    /** Gives a text of the editor another content; the former is kept, and with it the 49 before. */
    Future<Changed> edit(UUID roomId, long seq, UUID editorId, String content, List<UUID> mentions);

    /** Makes a text a tombstone. {@code anybodys}: whether it may be somebody else's than the caller's. */
    Future<Changed> delete(UUID roomId, long seq, UUID callerId, boolean anybodys);

    /** Sets or takes back somebody's reaction, of at most so many distinct emoji on the message. */
    Future<Changed> react(UUID roomId, long seq, UUID userId, String emoji, boolean on, int mostEmoji);

    /** One message. {@code readerId}: whose reactions are marked. */
    Future<Optional<ChatMessage>> get(UUID roomId, long seq, @Nullable UUID readerId);

    /** What a message said before, oldest first: the newest 50, fewer when they are too long for a page; empty when there is no such message. */
    Future<Optional<List<Edit>>> edits(UUID roomId, long seq);

    /** A part of a log, ending early when it is too long for a page; the cost grows with the part, not with the log. */
    Future<MessagePage> history(UUID roomId, Span span, @Nullable UUID readerId);

    /** What changed since a cursor, ending early when it is too long for a page; a reset when that is more than {@code mostBehind} changes, or the cursor is of another epoch. */
    Future<MessageChanges> changes(UUID roomId, Cursor cursor, int limit, int mostBehind, @Nullable UUID readerId);

    /** Moves a read marker on to a message; with {@code back} to just before it, wherever the marker was. */
    Future<Marked> read(UUID roomId, UUID userId, long seq, boolean back);

    /** What a list of rooms shows; the cost grows with the rooms, not with their logs. */
    Future<List<RoomOverview>> overview(UUID userId, List<UUID> roomIds);

    /** The heads of rooms, also of those without a log. */
    Future<List<RoomHead>> heads(List<UUID> roomIds);

    /** The heads that moved since a cursor, some of them told before; however late they were committed. */
    Future<Heads> headsSince(long cursor);

    /** The read markers that moved since a cursor, in the same way; those that went from one own message to the next are left out. */
    Future<ReadMarkers> markersSince(long cursor);

    /**
     * A stored text and what its key stands for.
     *
     * @param digest as {@link NewMessage#digest} was
     * @param message as it is now
     */
    record Keyed(long digest, ChatMessage message) {}

    /**
     * How far somebody has followed a log.
     *
     * @param rev the last change that is known
     * @param epoch the epoch of that number, where it is known
     */
    record Cursor(long rev, @Nullable Long epoch) {}
}
