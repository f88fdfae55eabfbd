package dev.parley.messages;

import dev.parley.contracts.Caller;
import dev.parley.contracts.Failure;
import dev.parley.contracts.Failures;
import dev.parley.contracts.messages.Announcement;
import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.MessageKind;
import dev.parley.contracts.messages.PostMessage;
import dev.parley.contracts.messages.Posted;
import dev.parley.contracts.messages.RoomEvent;
import dev.parley.platform.Ids;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** How messages come into the log: texts that people post, and announcements. For one event loop; not to be shared between threads. */
final class Posting {

    private static final int MOST_ANNOUNCEMENTS = 100;

    /** Announcements with which somebody comes to a room: what was said before counts as read. */
    private static final Set<String> ARRIVALS = Set.of("room.created", "member.joined", "member.added");

    /** Why somebody may not write in a room. */
    private static final Set<String> REFUSALS = Set.of("room_archived", "not_a_member", "room_not_found");

    private final MessageStore store;
    private final Seats seats;
    private final News news;
    private final Mentions mentions;
    private final Turns<Line> turns = new Turns<>();

    Posting(MessageStore store, Seats seats, News news, Mentions mentions) {
        this.store = store;
        this.seats = seats;
        this.news = news;
        this.mentions = mentions;
    }

    /** Stores a text once for its key, and tells of it. Posts of one person in one room are stored in the order of the calls. */
    Future<Posted> post(Caller caller, PostMessage post) {
        UUID senderId = caller.id();
        Requests.key(post.key());
        Wording wording = Wording.of(post.content());
        Future<List<UUID>> mentions = seats.writable(caller, post.roomId())
                .compose(access -> seats.membersOf(post.roomId(), wording.mentioned()));
        return turns.take(
                        new Line(post.roomId(), senderId),
                        mentions,
                        members -> store.post(text(senderId, post, wording, members)))
                .compose(this::posted)
                .recover(failure -> REFUSALS.contains(Failures.reason(failure))
                        ? refuseUnlessStored(senderId, post, wording, failure)
                        : Future.failedFuture(failure));
    }

    /** A refusal says that nothing was stored. It is not true for the repeat of a post that was stored before its sender lost the right to write: that is answered with what is stored, but for what others did to it. */
    private Future<Posted> refuseUnlessStored(UUID senderId, PostMessage post, Wording wording, Throwable refusal) {
        return store.find(post.roomId(), senderId, post.key())
                .compose(found -> found.filter(keyed -> keyed.digest() == wording.digest(post.replyTo()))
                        .map(keyed ->
                                Future.succeededFuture(new Posted(News.withReactions(keyed.message(), null), true)))
                        .orElseGet(() -> Future.failedFuture(refusal)));
    }

    /** Stores system messages, all of them or none, and tells of those that are new. */
    Future<Void> announce(List<Announcement> announcements) {
        if (announcements.size() > MOST_ANNOUNCEMENTS) {
            throw Failures.invalidField("/announcements", "has more than " + MOST_ANNOUNCEMENTS);
        }
        return store.postAll(announcements.stream().map(Posting::system).toList())
                .onSuccess(stored -> stored.forEach(this::tellNew))
                .mapEmpty();
    }

    private Future<Posted> posted(Stored stored) {
        ChatMessage message = stored.message();
        if (message == null) {
            return Future.failedFuture(Messages.missing());
        }
        tellNew(stored);
        return switch (stored.outcome()) {
            case STORED -> Future.succeededFuture(new Posted(message, false));
            case CONFLICT ->
                Future.failedFuture(Failures.of(
                        Failure.CONFLICT,
                        "idempotency_conflict",
                        "This key was used for another message.",
                        new JsonObject()
                                .put("messageId", message.id().toString())
                                .put("seq", message.seq())));
            default -> Future.succeededFuture(new Posted(message, true));
        };
    }

    private void tellNew(Stored stored) {
        if (stored.outcome() == Stored.Outcome.STORED && stored.message() != null) {
            news.posted(stored, stored.message());
            mentions.soon(stored.message());
        }
    }

    private static NewMessage system(Announcement announcement) {
        Requests.key(announcement.key());
        RoomEvent event = announcement.event();
        UUID subject = event.userId() == null ? announcement.actorId() : event.userId();
        return new NewMessage(
                Ids.next(),
                announcement.roomId(),
                announcement.actorId(),
                MessageKind.SYSTEM,
                announcement.key(),
                0,
                "",
                null,
                List.of(),
                event,
                ARRIVALS.contains(event.type()) ? subject : null);
    }

    private static NewMessage text(UUID senderId, PostMessage post, Wording wording, List<UUID> mentions) {
        return new NewMessage(
                Ids.next(),
                post.roomId(),
                senderId,
                MessageKind.TEXT,
                post.key(),
                wording.digest(post.replyTo()),
                wording.content(),
                post.replyTo(),
                mentions,
                null,
                null);
    }

    private record Line(UUID roomId, UUID senderId) {}
}
