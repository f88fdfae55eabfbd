package dev.parley.messages;

import static dev.parley.messages.Desk.answer;
import static dev.parley.messages.Desk.arrival;
import static dev.parley.messages.Desk.done;
import static dev.parley.messages.Desk.message;
import static dev.parley.messages.Desk.present;
import static dev.parley.messages.Desk.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.Edit;
import dev.parley.contracts.messages.Head;
import dev.parley.contracts.messages.Reaction;
import dev.parley.platform.Ids;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every {@link MessageStore} must do when something is written. */
abstract class MessageStoreSuite extends MessageStoreRoom {

    @Test
    void messagesAreNumberedFromOneInTheOrderOfTheCalls() {
        List<Future<Stored>> answers = IntStream.range(0, 100)
                .mapToObj(i -> desk.call(store -> store.post(text(room, alice, "k" + i, "text " + i))))
                .toList();
        List<ChatMessage> messages =
                answers.stream().map(answer -> message(done(answer))).toList();
        assertThat(messages).extracting(ChatMessage::seq).containsExactlyElementsOf(upTo(100));
        assertThat(messages).extracting(ChatMessage::rev).containsExactlyElementsOf(upTo(100));
        assertThat(page(Span.latest(100)).messages()).isEqualTo(messages);
    }

    @Test
    void aRepeatedKeyAnswersWhatIsStored() {
        ChatMessage first = message(desk.post(text(room, alice, "k", "hello")));
        Stored again = desk.post(text(room, alice, "k", "hello"));
        assertThat(again.outcome()).isEqualTo(Stored.Outcome.DUPLICATE);
        assertThat(again.message()).isEqualTo(first);
        assertThat(head()).isEqualTo(new Head(1, 1, 1));
    }

    @Test
    void aRepeatedKeyWithOtherContentIsAConflictAlsoAfterEditAndDeletion() {
        ChatMessage first = message(desk.post(text(room, alice, "k", "hello")));
        assertThat(desk.post(text(room, alice, "k", "goodbye")))
                .returns(Stored.Outcome.CONFLICT, Stored::outcome)
                .returns(first, Stored::message);
        ChatMessage edited = message(desk.edit(room, 1, alice, "goodbye"));
        assertThat(desk.post(text(room, alice, "k", "goodbye")).outcome()).isEqualTo(Stored.Outcome.CONFLICT);
        assertThat(desk.post(text(room, alice, "k", "hello")))
                .returns(Stored.Outcome.DUPLICATE, Stored::outcome)
                .returns(edited, Stored::message);
        ChatMessage tombstone = message(desk.delete(room, 1, alice, false));
        assertThat(desk.post(text(room, alice, "k", "hello")))
                .returns(Stored.Outcome.DUPLICATE, Stored::outcome)
                .returns(tombstone, Stored::message);
        assertThat(head().seq()).isEqualTo(1);
    }

    @Test
    void keysAreApartForSendersRoomsAndKinds() {
        UUID other = Ids.next();
        List<Future<Stored>> answers = List.of(
                desk.call(store -> store.post(text(room, alice, "k", "1"))),
                desk.call(store -> store.post(text(room, bob, "k", "2"))),
                desk.call(store -> store.post(text(other, alice, "k", "3"))),
                desk.call(store -> store.post(arrival(room, alice, "k"))));
        assertThat(answers)
                .allSatisfy(answer -> assertThat(done(answer).outcome()).isEqualTo(Stored.Outcome.STORED));
        assertThat(head().seq()).isEqualTo(3);
    }

    @Test
    void oneKeyManyTimesInOneBatchIsOneMessage() {
        desk.call(store -> store.post(text(Ids.next(), bob, "busy", "keeps the store busy")));
        List<Future<Stored>> answers = IntStream.range(0, 5)
                .mapToObj(i -> desk.call(store -> store.post(text(room, alice, "k", i < 4 ? "hello" : "other"))))
                .toList();
        assertThat(answers.stream().map(answer -> done(answer).outcome()))
                .containsExactly(
                        Stored.Outcome.STORED,
                        Stored.Outcome.DUPLICATE,
                        Stored.Outcome.DUPLICATE,
                        Stored.Outcome.DUPLICATE,
                        Stored.Outcome.CONFLICT);
        assertThat(answers.stream().map(answer -> message(done(answer)).id()).distinct())
                .hasSize(1);
        assertThat(answers.stream().limit(4).map(answer -> message(done(answer)).content()))
                .containsOnly("hello");
        assertThat(head().seq()).isEqualTo(1);
    }

    @Test
    void oneBatchFillsManyRooms() {
        List<UUID> rooms = IntStream.range(0, 5).mapToObj(i -> Ids.next()).toList();
        List<Future<Stored>> answers = IntStream.range(0, 50)
                .mapToObj(i -> desk.call(store -> store.post(text(rooms.get(i % 5), alice, "k" + i, "text " + i))))
                .toList();
        answers.forEach(Desk::done);
        for (UUID filled : rooms) {
            List<ChatMessage> log = desk.history(filled, Span.latest(100), null).messages();
            assertThat(log).extracting(ChatMessage::seq).containsExactlyElementsOf(upTo(10));
        }
    }

    @Test
    void anAnswerToNothingIsNotStored() {
        desk.says(room, alice, "first");
        assertThat(desk.post(answer(room, bob, "k", "to two", 2L)).outcome()).isEqualTo(Stored.Outcome.UNANSWERED);
        assertThat(message(desk.post(answer(room, bob, "k", "to one", 1L))))
                .returns(2L, ChatMessage::seq)
                .returns(1L, ChatMessage::replyTo);
    }

    @Test
    void aStoredMessageIsReadBackAsItWasAnswered() {
        desk.says(room, bob, "first");
        ChatMessage posted = message(desk.post(answer(room, alice, "k", "zażółć 👩‍🚀", 1L, bob, alice)));
        assertThat(desk.get(room, 2, bob)).contains(posted);
        assertThat(posted.mentions()).containsExactly(bob, alice);
        ChatMessage arrival = message(desk.post(arrival(room, alice, "a")));
        assertThat(desk.get(room, 3, bob)).contains(arrival);
        assertThat(desk.get(room, 4, bob)).isEmpty();
    }

    @Test
    void anEditKeepsTheFormerContentAndARepeatChangesNothing() {
        desk.says(room, alice, "one");
        Changed second = desk.edit(room, 1, alice, "two");
        Changed repeat = desk.edit(room, 1, alice, "two");
        desk.edit(room, 1, alice, "three");
        assertThat(message(second)).returns("two", ChatMessage::content).returns(2L, ChatMessage::rev);
        assertThat(message(second).editedAt()).isNotNull();
        assertThat(repeat).isEqualTo(new Changed(Changed.Outcome.UNCHANGED, 1, second.message()));
        assertThat(desk.edits(room, 1).orElseThrow()).extracting(Edit::content).containsExactly("one", "two");
        assertThat(desk.edits(room, 2)).isEmpty();
        assertThat(head()).isEqualTo(new Head(1, 3, 1));
    }

    @Test
    void theNewestFiftyFormerContentsAreToldOldestFirst() {
        desk.says(room, alice, "text 0");
        IntStream.rangeClosed(1, 60).forEach(i -> desk.edit(room, 1, alice, "text " + i));
        assertThat(desk.edits(room, 1).orElseThrow())
                .extracting(Edit::content)
                .containsExactlyElementsOf(
                        IntStream.range(10, 60).mapToObj(i -> "text " + i).toList());
    }

    @Test
    void longFormerContentsAreToldAsFarAsTheyFit() {
        desk.says(room, alice, "");
        IntStream.rangeClosed(1, 9).forEach(i -> desk.edit(room, 1, alice, i + "x".repeat(30_000)));
        assertThat(desk.edits(room, 1).orElseThrow())
                .extracting(edit -> edit.content().charAt(0))
                .containsExactly('5', '6', '7', '8');
        desk.edit(room, 1, alice, "x".repeat(200_000));
        desk.edit(room, 1, alice, "short");
        assertThat(desk.edits(room, 1).orElseThrow()).hasSize(1);
    }

    @Test
    void onlyTheSenderEditsAndOnlyTexts() {
        desk.says(room, alice, "one");
        desk.post(arrival(room, alice, "a"));
        assertThat(edited(1, bob)).isEqualTo(Changed.Outcome.FOREIGN);
        assertThat(edited(2, alice)).isEqualTo(Changed.Outcome.FOREIGN);
        assertThat(edited(3, alice)).isEqualTo(Changed.Outcome.MISSING);
        desk.delete(room, 1, alice, false);
        assertThat(edited(1, alice)).isEqualTo(Changed.Outcome.DELETED);
        assertThat(head().rev()).isEqualTo(3);
    }

    private Changed.Outcome edited(long seq, UUID editor) {
        return desk.edit(room, seq, editor, "other").outcome();
    }

    @Test
    void aTombstoneKeepsTheNumberAndNothingThatWasSaid() {
        desk.post(text(room, alice, "k", "canary", bob));
        desk.edit(room, 1, alice, "canary two", bob);
        desk.react(room, 1, bob, "👍", true, 20);
        assertThat(desk.delete(room, 1, bob, false).outcome()).isEqualTo(Changed.Outcome.FOREIGN);
        Changed deleted = desk.delete(room, 1, bob, true);
        assertThat(message(deleted))
                .returns("", ChatMessage::content)
                .returns(4L, ChatMessage::rev)
                .returns(1L, ChatMessage::seq)
                .returns(null, ChatMessage::mentions)
                .returns(null, ChatMessage::reactions);
        assertThat(message(deleted).deletedAt()).isNotNull();
        assertThat(desk.edits(room, 1)).contains(List.of());
        assertThat(desk.delete(room, 1, alice, false))
                .isEqualTo(new Changed(Changed.Outcome.UNCHANGED, 1, deleted.message()));
        assertThat(desk.react(room, 1, bob, "👍", true, 20).outcome()).isEqualTo(Changed.Outcome.DELETED);
        assertThat(desk.delete(room, 2, alice, true).outcome()).isEqualTo(Changed.Outcome.MISSING);
    }

    @Test
    void systemMessagesAreNotDeletedByAnybody() {
        desk.post(arrival(room, alice, "a"));
        assertThat(desk.delete(room, 1, alice, true).outcome()).isEqualTo(Changed.Outcome.FOREIGN);
    }

    @Test
    void reactionsStandInTheOrderTheyCame() {
        desk.says(room, alice, "one");
        desk.react(room, 1, bob, "👍", true, 20);
        desk.react(room, 1, alice, "🎉", true, 20);
        Changed last = desk.react(room, 1, alice, "👍", true, 20);
        assertThat(message(last).reactions())
                .containsExactly(
                        new Reaction("👍", 2, List.of(bob, alice), true), new Reaction("🎉", 1, List.of(alice), true));
        assertThat(present(desk.get(room, 1, bob).orElseThrow().reactions()))
                .extracting(Reaction::mine)
                .containsExactly(true, false);
        assertThat(present(desk.get(room, 1, null).orElseThrow().reactions()))
                .extracting(Reaction::mine)
                .containsOnlyNulls();
        assertThat(message(last).rev()).isEqualTo(4);
    }

    @Test
    void repeatedReactionsChangeNothing() {
        desk.says(room, alice, "one");
        Changed on = desk.react(room, 1, bob, "👍", true, 20);
        assertThat(desk.react(room, 1, bob, "👍", true, 20))
                .isEqualTo(new Changed(Changed.Outcome.UNCHANGED, 1, on.message()));
        Changed off = desk.react(room, 1, bob, "👍", false, 20);
        assertThat(message(off).reactions()).isNull();
        assertThat(desk.react(room, 1, bob, "👍", false, 20))
                .isEqualTo(new Changed(Changed.Outcome.UNCHANGED, 1, off.message()));
        assertThat(head().rev()).isEqualTo(3);
    }

    @Test
    void aMessageHasSoManyDistinctEmojiAndNoMore() {
        desk.says(room, alice, "one");
        List.of("🍎", "🍐", "🍊").forEach(fruit -> desk.react(room, 1, alice, fruit, true, 3));
        assertThat(desk.react(room, 1, bob, "🍋", true, 3).outcome()).isEqualTo(Changed.Outcome.FULL);
        assertThat(desk.react(room, 1, bob, "🍎", true, 3).outcome()).isEqualTo(Changed.Outcome.CHANGED);
    }

    @Test
    void manyReactionsOfOneEmojiAreCountedAndTheFirstTwentyNamed() {
        desk.says(room, alice, "one");
        List<UUID> fans = IntStream.range(0, 25).mapToObj(i -> Ids.next()).toList();
        fans.forEach(fan -> desk.react(room, 1, fan, "👍", true, 20));
        ChatMessage message = desk.get(room, 1, fans.get(24)).orElseThrow();
        assertThat(message.reactions()).containsExactly(new Reaction("👍", 25, fans.subList(0, 20), true));
    }

    @Test
    void whoTakesAReactionBackGivesTheNameToTheNext() {
        desk.says(room, alice, "one");
        List<UUID> fans = IntStream.range(0, 22).mapToObj(i -> Ids.next()).toList();
        fans.forEach(fan -> desk.react(room, 1, fan, "👍", true, 20));
        Changed off = desk.react(room, 1, fans.getFirst(), "👍", false, 20);
        assertThat(message(off).reactions()).containsExactly(new Reaction("👍", 21, fans.subList(1, 21), false));
        Changed on = desk.react(room, 1, fans.getFirst(), "👍", true, 20);
        assertThat(message(on).reactions()).containsExactly(new Reaction("👍", 22, fans.subList(1, 21), true));
    }

    @Test
    void aKnownKeyIsAConflictAlsoWhereThereIsNothingToAnswer() {
        UUID stored = message(desk.post(text(room, alice, "k", "hello"))).id();
        Stored repeat = desk.post(answer(room, alice, "k", "hello again", 99L));
        assertThat(repeat.outcome()).isEqualTo(Stored.Outcome.CONFLICT);
        assertThat(message(repeat).id()).isEqualTo(stored);
    }

    private static List<Long> upTo(int last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
