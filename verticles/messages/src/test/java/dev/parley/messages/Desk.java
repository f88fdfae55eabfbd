package dev.parley.messages;

import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.Edit;
import dev.parley.contracts.messages.Heads;
import dev.parley.contracts.messages.MessageChanges;
import dev.parley.contracts.messages.MessageKind;
import dev.parley.contracts.messages.MessagePage;
import dev.parley.contracts.messages.RoomEvent;
import dev.parley.platform.Ids;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A store with the event loop that it belongs to, for tests that run elsewhere. */
final class Desk {

    private static final long PATIENCE_SECONDS = 60;

    private final Context context;
    private final MessageStore store;

    Desk(Context context, MessageStore store) {
        this.context = context;
        this.store = store;
    }

    /** Makes a call on the event loop. */
    <T> Future<T> call(Function<MessageStore, Future<T>> call) {
        Promise<T> answer = Promise.promise();
        context.runOnContext(turn -> call.apply(store).onComplete(answer));
        return answer.future();
    }

    /** Makes a call and waits for its answer. */
    <T> T ask(Function<MessageStore, Future<T>> call) {
        return done(call(call));
    }

    Stored post(NewMessage message) {
        return ask(store -> store.post(message));
    }

    Changed edit(UUID room, long seq, UUID editor, String content, UUID... mentions) {
        return ask(store -> store.edit(room, seq, editor, content, List.of(mentions)));
    }

    Changed delete(UUID room, long seq, UUID caller, boolean anybodys) {
        return ask(store -> store.delete(room, seq, caller, anybodys));
    }

    Changed react(UUID room, long seq, UUID user, String emoji, boolean on, int most) {
        return ask(store -> store.react(room, seq, user, emoji, on, most));
    }

    Optional<ChatMessage> get(UUID room, long seq, @Nullable UUID reader) {
        return ask(store -> store.get(room, seq, reader));
    }

    Optional<List<Edit>> edits(UUID room, long seq) {
        return ask(store -> store.edits(room, seq));
    }

    MessagePage history(UUID room, Span span, @Nullable UUID reader) {
        return ask(store -> store.history(room, span, reader));
    }

    MessageChanges changes(UUID room, MessageStore.Cursor cursor, int limit, int mostBehind) {
        return ask(store -> store.changes(room, cursor, limit, mostBehind, null));
    }

    Heads headsSince(long cursor) {
        return ask(store -> store.headsSince(cursor));
    }

    /** Waits for an answer. */
    static <T> T done(Future<T> answer) {
        try {
            return answer.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("There is no answer.", e);
        }
    }

    /** Posts a text under a key of its own. */
    ChatMessage says(UUID room, UUID sender, String content) {
        return message(post(text(room, sender, Ids.next().toString(), content)));
    }

    static NewMessage text(UUID room, UUID sender, String key, String content, UUID... mentions) {
        return answer(room, sender, key, content, null, mentions);
    }

    static NewMessage answer(
            UUID room, UUID sender, String key, String content, @Nullable Long replyTo, UUID... mentions) {
        long digest = new Wording(content).digest(replyTo);
        return new NewMessage(
                Ids.next(),
                room,
                sender,
                MessageKind.TEXT,
                key,
                digest,
                content,
                replyTo,
                List.of(mentions),
                null,
                null);
    }

    static NewMessage arrival(UUID room, UUID person, String key) {
        RoomEvent event = new RoomEvent("member.joined", person, null, null);
        return new NewMessage(Ids.next(), room, person, MessageKind.SYSTEM, key, 0, "", null, List.of(), event, person);
    }

    static ChatMessage message(Stored stored) {
        return present(stored.message());
    }

    static ChatMessage message(Changed changed) {
        return present(changed.message());
    }

    static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new AssertionError("There is nothing.");
        }
        return value;
    }
}
