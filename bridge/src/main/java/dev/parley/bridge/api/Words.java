package dev.parley.bridge.api;

import dev.parley.contracts.Caller;
import dev.parley.contracts.Failures;
import dev.parley.contracts.messages.ChangesQuery;
import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.EditMessage;
import dev.parley.contracts.messages.Edits;
import dev.parley.contracts.messages.Head;
import dev.parley.contracts.messages.HistoryQuery;
import dev.parley.contracts.messages.MessageChanges;
import dev.parley.contracts.messages.MessagePage;
import dev.parley.contracts.messages.MessageRef;
import dev.parley.contracts.messages.MessageService;
import dev.parley.contracts.messages.PostMessage;
import dev.parley.contracts.messages.Posted;
import dev.parley.contracts.messages.React;
import dev.parley.contracts.messages.Reaction;
import dev.parley.contracts.messages.ReadMark;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/** Calls about messages and how far one has read. */
final class Words {

    private final MessageService messages;
    private final People people;

    Words(MessageService messages, People people) {
        this.messages = messages;
        this.people = people;
    }

    Map<String, Call> calls() {
        return Map.ofEntries(
                Map.entry("postMessage", this::post),
                Map.entry("history", this::history),
                Map.entry("getMessage", this::get),
                Map.entry("messageEdits", this::edits),
                Map.entry("changes", this::changes),
                Map.entry("editMessage", this::edit),
                Map.entry("deleteMessage", this::delete),
                Map.entry("react", (caller, input) -> react(caller, input, true)),
                Map.entry("unreact", (caller, input) -> react(caller, input, false)),
                Map.entry("messages.react", (caller, input) -> react(caller, input, input.getBoolean("on"))),
                Map.entry("markRead", this::read));
    }

    /** The people whose names a reader of the messages needs, the most needed first: who wrote or did something, who is mentioned, who reacted. */
    static List<UUID> people(List<ChatMessage> messages) {
        List<UUID> people = new ArrayList<>();
        for (ChatMessage message : messages) {
            people.add(message.senderId());
            if (message.event() != null && message.event().userId() != null) {
                people.add(message.event().userId());
            }
        }
        messages.forEach(message -> people.addAll(Objects.requireNonNullElse(message.mentions(), List.of())));
        messages.stream()
                .flatMap(message -> Objects.requireNonNullElse(message.reactions(), List.<Reaction>of()).stream())
                .forEach(reaction -> people.addAll(reaction.users()));
        return people;
    }

    private Future<Answer> post(Caller caller, JsonObject input) {
        return messages.post(caller, PostMessage.decode(input))
                .map(posted -> Answer.made(!posted.duplicate(), Posted.encode(posted)));
    }

    private Future<Answer> history(Caller caller, JsonObject input) {
        if (Stream.of("before", "after", "around").filter(input::containsKey).count() > 1) {
            throw Failures.invalidField("/before", "cannot stand together with after or around");
        }
        return messages.history(caller, HistoryQuery.decode(input))
                .compose(page -> withCards(caller, page.messages(), MessagePage.encode(page)));
    }

    private Future<Answer> changes(Caller caller, JsonObject input) {
        return messages.changes(caller, ChangesQuery.decode(input))
                .compose(changes -> withCards(caller, changes.messages(), MessageChanges.encode(changes)));
    }

    private Future<Answer> withCards(Caller caller, List<ChatMessage> list, JsonObject body) {
        return people.of(caller, people(list)).map((JsonArray cards) -> Answer.ok(body.put("users", cards)));
    }

    private Future<Answer> get(Caller caller, JsonObject input) {
        return messages.get(caller, MessageRef.decode(input)).map(Words::one);
    }

    private Future<Answer> edits(Caller caller, JsonObject input) {
        return messages.edits(caller, MessageRef.decode(input)).map(edits -> Answer.ok(Edits.encode(edits)));
    }

    private Future<Answer> edit(Caller caller, JsonObject input) {
        return messages.edit(caller, EditMessage.decode(input)).map(Words::one);
    }

    private Future<Answer> delete(Caller caller, JsonObject input) {
        return messages.delete(caller, MessageRef.decode(input)).map(Words::one);
    }

    private Future<Answer> react(Caller caller, JsonObject input, boolean on) {
        return messages.react(caller, React.decode(input.copy().put("on", on))).map(Words::one);
    }

    private Future<Answer> read(Caller caller, JsonObject input) {
        return messages.read(caller, ReadMark.decode(input))
                .map(marked -> Answer.ok(new JsonObject()
                        .put("seat", Places.seat(marked.seat(), marked.read()))
                        .put("head", Head.encode(marked.read().head()))));
    }

    private static Answer one(ChatMessage message) {
        return Answer.ok(new JsonObject().put("message", ChatMessage.encode(message)));
    }
}
