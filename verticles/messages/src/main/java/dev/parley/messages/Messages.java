package dev.parley.messages;

import dev.parley.contracts.Caller;
import dev.parley.contracts.CallerKind;
import dev.parley.contracts.Event.Change;
import dev.parley.contracts.Event.ReactionChange;
import dev.parley.contracts.Failures;
import dev.parley.contracts.messages.Announcement;
import dev.parley.contracts.messages.ChangesQuery;
import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.EditMessage;
import dev.parley.contracts.messages.Edits;
import dev.parley.contracts.messages.Heads;
import dev.parley.contracts.messages.HistoryQuery;
import dev.parley.contracts.messages.MessageChanges;
import dev.parley.contracts.messages.MessagePage;
import dev.parley.contracts.messages.MessageRef;
import dev.parley.contracts.messages.MessageService;
import dev.parley.contracts.messages.PostMessage;
import dev.parley.contracts.messages.Posted;
import dev.parley.contracts.messages.React;
import dev.parley.contracts.messages.ReadMark;
import dev.parley.contracts.messages.ReadMarkers;
import dev.parley.contracts.messages.RoomOverviews;
import dev.parley.contracts.messages.SeatRead;
import dev.parley.contracts.rooms.Access;
import dev.parley.contracts.rooms.RoomKind;
import dev.parley.contracts.rooms.SeatRole;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules of the log: who may write, change, read what, and who is told.
 *
 * <p>System messages can be answered and reacted to; nobody edits or deletes them. A change is told after its commit and never before, and only by the call that made it. What the bus loses, the nodes find by {@link #headsSince}. For one event loop; not to be shared between threads.
 */
final class Messages implements MessageService {

    private static final Logger LOG = LoggerFactory.getLogger(Messages.class);
    private static final int MOST_BEHIND = 1_000;
    private static final int MOST_EMOJI = 20;
    private static final int MOST_HEADS = 1_000;

    private final MessageStore store;
    private final Seats seats;
    private final News news;
    private final Mentions mentions;
    private final Posting posting;

    Messages(MessageStore store, Seats seats, News news, Mentions mentions) {
        this.store = store;
        this.seats = seats;
        this.news = news;
        this.mentions = mentions;
        this.posting = new Posting(store, seats, news, mentions);
    }

    @Override
    public Future<Posted> post(Caller caller, PostMessage post) {
        return attempt(() -> posting.post(caller, post));
    }

    @Override
    public Future<Void> announce(Caller caller, List<Announcement> announcements) {
        return forServices(caller, () -> posting.announce(announcements));
    }

    @Override
    public Future<ChatMessage> edit(Caller caller, EditMessage edit) {
        return attempt(() -> {
            Wording wording = Wording.of(edit.content());
            return seats.writable(caller, edit.roomId())
                    .compose(access -> seats.membersOf(edit.roomId(), wording.mentioned()))
                    .compose(
                            mentions -> store.edit(edit.roomId(), edit.seq(), caller.id(), wording.content(), mentions))
                    .compose(changed -> told(changed, Change.EDITED, null));
        });
    }

    @Override
    public Future<ChatMessage> delete(Caller caller, MessageRef message) {
        return attempt(() -> seats.writable(caller, message.roomId())
                .compose(access -> store.delete(message.roomId(), message.seq(), caller.id(), keepsOrder(access)))
                .compose(changed -> told(changed, Change.DELETED, null)));
    }

    @Override
    public Future<ChatMessage> react(Caller caller, React react) {
        return attempt(() -> {
            String emoji = Emoji.of(react.emoji());
            return seats.writable(caller, react.roomId())
                    .compose(access ->
                            store.react(react.roomId(), react.seq(), access.userId(), emoji, react.on(), MOST_EMOJI))
                    .compose(changed ->
                            told(changed, Change.REACTED, new ReactionChange(emoji, caller.id(), react.on())));
        });
    }

    @Override
    public Future<ChatMessage> get(Caller caller, MessageRef message) {
        return attempt(() -> seats.of(caller, message.roomId())
                .compose(access -> store.get(message.roomId(), message.seq(), access.userId()))
                .map(found -> found.orElseThrow(Messages::missing)));
    }

    @Override
    public Future<Edits> edits(Caller caller, MessageRef message) {
        return attempt(() -> seats.of(caller, message.roomId())
                .compose(access -> store.edits(message.roomId(), message.seq()))
                .map(found -> new Edits(found.orElseThrow(Messages::missing))));
    }

    @Override
    public Future<MessagePage> history(Caller caller, HistoryQuery query) {
        return attempt(() -> {
            Span span = Requests.span(query);
            return readable(caller, query.roomId())
                    .compose(readable -> store.history(query.roomId(), span, caller.userId()));
        });
    }

    @Override
    public Future<MessageChanges> changes(Caller caller, ChangesQuery query) {
        return attempt(() -> {
            int limit = Requests.limit(query.limit(), 100, 200);
            Requests.number("/after", query.after());
            MessageStore.Cursor cursor = new MessageStore.Cursor(query.after(), query.epoch());
            return readable(caller, query.roomId())
                    .compose(readable -> store.changes(query.roomId(), cursor, limit, MOST_BEHIND, caller.userId()));
        });
    }

    @Override
    public Future<SeatRead> read(Caller caller, ReadMark mark) {
        return attempt(() -> {
            Requests.number("/seq", mark.seq());
            boolean back = Boolean.TRUE.equals(mark.unread());
            return seats.of(caller, mark.roomId())
                    .map(access -> Objects.requireNonNull(access.seat()))
                    .compose(seat -> store.read(mark.roomId(), seat.userId(), mark.seq(), back)
                            .map(marked -> {
                                if (marked.moved()) {
                                    news.read(marked.state());
                                }
                                return new SeatRead(seat, marked.state());
                            }));
        });
    }

    @Override
    public Future<RoomOverviews> overview(Caller caller, List<UUID> roomIds) {
        return attempt(() -> {
            UUID userId = caller.id();
            return seats.roomsOf(userId, roomIds)
                    .compose(seated -> seated.isEmpty()
                            ? Future.succeededFuture(List.of())
                            : store.overview(userId, List.copyOf(seated)))
                    .map(RoomOverviews::new);
        });
    }

    @Override
    public Future<Heads> heads(Caller caller, List<UUID> roomIds) {
        return forServices(caller, () -> {
            if (roomIds.size() > MOST_HEADS) {
                throw Failures.invalidField("/roomIds", "has more than " + MOST_HEADS + " rooms");
            }
            return store.heads(roomIds).map(heads -> Heads.of(0, false, heads));
        });
    }

    @Override
    public Future<Heads> headsSince(Caller caller, long cursor) {
        return forServices(caller, () -> {
            Requests.number("/cursor", cursor);
            return store.headsSince(cursor);
        });
    }

    @Override
    public Future<ReadMarkers> markersSince(Caller caller, long cursor) {
        return forServices(caller, () -> {
            Requests.number("/cursor", cursor);
            return store.markersSince(cursor);
        });
    }

    private Future<ChatMessage> told(Changed changed, Change change, @Nullable ReactionChange reaction) {
        ChatMessage message = changed.message();
        if (message == null) {
            return Future.failedFuture(missing());
        }
        return switch (changed.outcome()) {
            case CHANGED -> {
                news.changed(change, changed.epoch(), message, reaction);
                if (change == Change.EDITED) {
                    mentions.soon(message);
                }
                yield Future.succeededFuture(message);
            }
            case UNCHANGED -> Future.succeededFuture(message);
            case MISSING -> Future.failedFuture(missing());
            case FOREIGN ->
                Future.failedFuture(Failures.forbidden("not_allowed", "This message is not yours to change."));
            case DELETED -> Future.failedFuture(Failures.conflict("message_deleted", "This message was deleted."));
            case FULL ->
                Future.failedFuture(Failures.conflict(
                        "too_many_reactions", "There are " + MOST_EMOJI + " different reactions already."));
        };
    }

    private Future<?> readable(Caller caller, UUID roomId) {
        return caller.kind() == CallerKind.SERVICE ? Future.succeededFuture() : seats.of(caller, roomId);
    }

    private static boolean keepsOrder(Access access) {
        return access.kind() != RoomKind.DIRECT
                && Objects.requireNonNull(access.role()).compareTo(SeatRole.MODERATOR) <= 0;
    }

    static RuntimeException missing() {
        return Failures.notFound("message_not_found", "There is no such message.");
    }

    private static <T> Future<T> forServices(Caller caller, Supplier<Future<T>> call) {
        return caller.kind() == CallerKind.SERVICE
                ? attempt(call)
                : Future.failedFuture(Failures.forbidden("not_allowed", "Only Parley itself may do this."));
    }

    /** Services never throw: what a check throws is the answer. */
    private static <T> Future<T> attempt(Supplier<Future<T>> call) {
        try {
            return call.get().onFailure(Messages::logFault);
        } catch (RuntimeException refusal) {
            return Future.failedFuture(refusal);
        }
    }

    /** Faults of ours reach the caller as a text at most: what made them is here. */
    private static void logFault(Throwable failure) {
        if (Failures.asService(failure) == null) {
            LOG.error("A call failed.", failure);
        }
    }
}
