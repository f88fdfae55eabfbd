package dev.parley.contracts.messages;

import dev.parley.contracts.Caller;
import io.vertx.codegen.annotations.ProxyGen;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/**
 * The log of every room, and how far everybody has read. A caller without a seat in the room gets {@code not_a_member} in public rooms and {@code room_not_found} in others. Every call can also fail with
 * {@code unavailable} or {@code storage_unavailable}.
 */
@ProxyGen
public interface MessageService {

    /**
     * Stores a message and answers after the commit. The same key by the same sender in the same room is the same message for ever: a repeat answers what is stored, as a duplicate. Posting counts as having read up to it.
     *
     * <p>Reasons: {@code empty_message}, {@code message_too_long}, {@code room_archived}, {@code message_not_found} (the one it answers), {@code idempotency_conflict} (the key with another content; details carry {@code messageId}
     * and {@code seq}). {@code storage_unavailable}: not known; repeat with the same key. Publishes {@code MessageChanged}, and {@code Mentioned} for each who is mentioned, at least once.
     */
    Future<Posted> post(Caller caller, PostMessage message);

    /** For services: stores at most 100 system messages, all of them or none, in this order where they are of one room. What has a key that is known is stored already and not stored again. Publishes {@code MessageChanged} for each that is new. */
    Future<Void> announce(Caller caller, List<Announcement> announcements);

    /** Gives a message of the caller another content; the former is kept, and the 49 before it; older ones are forgotten. A repeat with the same content changes nothing. Reasons: {@code not_allowed}, {@code message_not_found}, {@code message_deleted}, {@code empty_message}, {@code message_too_long}, {@code room_archived}. Publishes {@code MessageChanged}, and {@code Mentioned} for each who was not mentioned before. */
    Future<ChatMessage> edit(Caller caller, EditMessage edit);

    /** Makes a message a tombstone; moderators and above may delete those of others. A repeat changes nothing. Reasons: {@code not_allowed}, {@code message_not_found}, {@code room_archived}. Publishes {@code MessageChanged}. */
    Future<ChatMessage> delete(Caller caller, MessageRef message);

    /** Sets or takes back the caller's reaction. A repeat changes nothing. Reasons: {@code invalid_emoji}, {@code message_not_found}, {@code message_deleted}, {@code too_many_reactions}, {@code room_archived}. Publishes {@code MessageChanged}. */
    Future<ChatMessage> react(Caller caller, React reaction);

    /** One message. Reasons: {@code message_not_found}. */
    Future<ChatMessage> get(Caller caller, MessageRef message);

    /** What a message said before its edits: the newest 50, oldest first; fewer when they have over 128 KiB. Reasons: {@code message_not_found}. */
    Future<Edits> edits(Caller caller, MessageRef message);

    /** A page of the history; its cost does not grow with the depth. It may be shorter than the limit: beyond 128 KiB only the messages nearest to what was asked for are in it, at least one. Whether there are others is told by {@code hasBefore} and {@code hasAfter}. */
    Future<MessagePage> history(Caller caller, HistoryQuery query);

    /** What changed since a cursor. It may be less than the limit: beyond 128 KiB only the first messages are in it, at least one. Whether there are more is told by {@code hasMore}. */
    Future<MessageChanges> changes(Caller caller, ChangesQuery query);

    /** Moves the caller's read marker on, or back when asked to. A repeat changes nothing. Numbers beyond the last message mean the last one. Publishes {@code ReadAdvanced}. */
    Future<SeatRead> read(Caller caller, ReadMark mark);

    /** What a list of rooms shows of those the caller has a seat in; others are left out. The cost does not grow with the history. */
    Future<RoomOverviews> overview(Caller caller, List<UUID> roomIds);

    /** For nodes: the heads of at most 1,000 rooms; rooms without a message have the head 0. */
    Future<Heads> heads(Caller caller, List<UUID> roomIds);

    /** For nodes: the heads that moved since a cursor, with an overlap, so that some are told again. Cursor 0 gives hardly more than a cursor. The cost grows with what changed. */
    Future<Heads> headsSince(Caller caller, long cursor);

    /** For nodes: the read markers that moved since a cursor, with an overlap, so that some are told again; a marker that went from one own message to the next is seen in the log and may be left out. Cursor 0 gives hardly more than a cursor. The cost grows with what changed. */
    Future<ReadMarkers> markersSince(Caller caller, long cursor);
}
