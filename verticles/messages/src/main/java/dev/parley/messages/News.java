package dev.parley.messages;

import dev.parley.contracts.Broadcast;
import dev.parley.contracts.Event;
import dev.parley.contracts.Event.Change;
import dev.parley.contracts.Event.ReactionChange;
import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.Head;
import dev.parley.contracts.messages.Reaction;
import dev.parley.contracts.messages.ReadState;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells the sockets of every node what was committed. For one event loop; not to be shared between threads. */
final class News {

    private final Broadcast broadcast;

    News(Broadcast broadcast) {
        this.broadcast = broadcast;
    }

    /** A message is new, and its sender or subject may have read up to it. */
    void posted(Stored stored, ChatMessage message) {
        changed(Change.POSTED, stored.epoch(), message, null);
        UUID reader = stored.advanced();
        if (reader != null) {
            Head head = new Head(stored.epoch(), message.rev(), message.seq());
            read(new ReadState(message.roomId(), reader, message.seq(), 0, 0, head, stored.readVersion()));
        }
    }

    /** A message changed. */
    void changed(Change change, long epoch, ChatMessage message, @Nullable ReactionChange reaction) {
        broadcast.send(new Event.MessageChanged(change, epoch, forEverybody(message), reaction).envelope());
    }

    /** Somebody is mentioned in a message. */
    void mentioned(UUID userId, ChatMessage message) {
        broadcast.send(new Event.Mentioned(userId, forEverybody(message)).envelope());
    }

    /** A read marker moved. */
    void read(ReadState state) {
        broadcast.send(new Event.ReadAdvanced(state).envelope());
    }

    /** Tells what waits to be told. */
    void flush() {
        broadcast.flush();
    }

    /** The message without what is true for one reader only. */
    private static ChatMessage forEverybody(ChatMessage message) {
        List<Reaction> reactions = message.reactions();
        return reactions == null
                ? message
                : withReactions(
                        message,
                        reactions.stream()
                                .map(own -> new Reaction(own.emoji(), own.count(), own.users(), null))
                                .toList());
    }

    /** The message with other reactions. */
    static ChatMessage withReactions(ChatMessage m, @Nullable List<Reaction> reactions) {
        return new ChatMessage(
                m.id(),
                m.roomId(),
                m.seq(),
                m.rev(),
                m.senderId(),
                m.kind(),
                m.content(),
                m.key(),
                m.createdAt(),
                m.editedAt(),
                m.deletedAt(),
                m.replyTo(),
                m.mentions(),
                reactions,
                m.event());
    }
}
