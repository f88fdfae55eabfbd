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
import dev.parley.contracts.messages.Heads;
import dev.parley.contracts.messages.MessageChanges;
import dev.parley.contracts.messages.MessageKind;
import dev.parley.contracts.messages.MessagePage;
import dev.parley.contracts.messages.Reaction;
import dev.parley.contracts.messages.ReadMarker;
import dev.parley.contracts.messages.ReadMarkers;
import dev.parley.contracts.messages.ReadState;
import dev.parley.contracts.messages.RoomHead;
import dev.parley.contracts.messages.RoomOverview;
import dev.parley.platform.Ids;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every {@link MessageStore} must do. */
@ExtendWith(VertxExtension.class)
abstract class MessageStoreSuite {

    protected final UUID room = Ids.next();
    protected final UUID alice = Ids.next();
    protected final UUID bob = Ids.next();
    protected Desk desk;
    private Vertx vertx;

    /** One more store on the same storage. */
    protected abstract MessageStore store(Vertx vertx);

    @BeforeEach
    void open(Vertx vertx) {
        this.vertx = vertx;
        desk = desk();
    }

    protected Desk desk() {
        return new Desk(vertx.getOrCreateContext(), store(vertx));
    }

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
    void historyGivesPagesFromAnyPlace() {
        IntStream.rangeClosed(1, 30).forEach(i -> desk.says(room, alice, "text " + i));
        assertPage(page(Span.latest(10)), 21, 30, true, false);
        assertPage(page(Span.before(21, 10)), 11, 20, true, true);
        assertPage(page(Span.before(5, 10)), 1, 4, false, true);
        assertPage(page(Span.after(20, 5)), 21, 25, true, true);
        assertPage(page(Span.after(28, 5)), 29, 30, true, false);
        assertPage(page(Span.around(15, 10)), 10, 19, true, true);
        assertPage(page(Span.around(2, 10)), 1, 10, false, true);
        assertPage(page(Span.around(30, 10)), 25, 30, true, false);
    }

    @Test
    void historyWithoutMessagesSaysWhatIsBesideIt() {
        IntStream.rangeClosed(1, 3).forEach(i -> desk.says(room, alice, "text " + i));
        assertThat(page(Span.before(1, 10))).isEqualTo(new MessagePage(List.of(), false, true, head()));
        assertThat(page(Span.after(3, 10))).isEqualTo(new MessagePage(List.of(), true, false, head()));
        assertThat(page(Span.after(99, 10))).isEqualTo(new MessagePage(List.of(), true, false, head()));
        UUID empty = Ids.next();
        assertThat(desk.history(empty, Span.latest(10), null))
                .isEqualTo(new MessagePage(List.of(), false, false, new Head(1, 0, 0)));
    }

    @Test
    void aPageOfLongMessagesEndsEarlyBesideItsAnchor() {
        IntStream.rangeClosed(1, 30).forEach(i -> desk.says(room, alice, "x".repeat(30_000)));
        assertPage(page(Span.latest(100)), 27, 30, true, false);
        assertPage(page(Span.before(21, 100)), 17, 20, true, true);
        assertPage(page(Span.before(5, 100)), 1, 4, false, true);
        assertPage(page(Span.after(10, 100)), 11, 14, true, true);
        assertPage(page(Span.after(28, 100)), 29, 30, true, false);
        assertPage(page(Span.around(15, 100)), 13, 16, true, true);
        assertPage(page(Span.around(1, 100)), 1, 4, false, true);
        assertPage(page(Span.around(30, 100)), 27, 30, true, false);
        assertThat(changes(20, 1L, 200)).satisfies(part -> {
            assertThat(part.messages()).extracting(ChatMessage::rev).containsExactly(21L, 22L, 23L, 24L);
            assertThat(part.hasMore()).isTrue();
        });
        assertThat(changes(26, 1L, 200).hasMore()).isFalse();
    }

    @Test
    void aMessageLongerThanAPageIsAPage() {
        IntStream.rangeClosed(1, 3).forEach(i -> desk.says(room, alice, "x".repeat(200_000)));
        assertPage(page(Span.latest(10)), 3, 3, true, false);
        assertPage(page(Span.after(0, 10)), 1, 1, false, true);
        assertPage(page(Span.around(2, 10)), 2, 2, true, true);
        assertThat(changes(1, 1L, 10).messages()).extracting(ChatMessage::rev).containsExactly(2L);
    }

    @Test
    void whatGrowsWhenItIsWrittenAsJsonCountsAsItIsSent() {
        IntStream.rangeClosed(1, 5).forEach(i -> desk.says(room, alice, "\u0001".repeat(7_000)));
        assertPage(page(Span.latest(10)), 3, 5, true, false);
        assertThat(changes(0, 1L, 10).messages()).hasSize(3);
    }

    @Test
    void changesGiveEachMessageInItsLastState() {
        IntStream.rangeClosed(1, 4).forEach(i -> desk.says(room, alice, "text " + i));
        desk.edit(room, 2, alice, "edited");
        desk.delete(room, 1, alice, false);
        desk.edit(room, 2, alice, "edited again");
        MessageChanges changes = changes(2, 1L, 100);
        assertThat(changes.messages()).extracting(ChatMessage::seq).containsExactly(3L, 4L, 1L, 2L);
        assertThat(changes.messages()).extracting(ChatMessage::rev).containsExactly(3L, 4L, 6L, 7L);
        assertThat(changes.head()).isEqualTo(new Head(1, 7, 4));
        assertThat(changes.hasMore()).isFalse();
        assertThat(changes.reset()).isFalse();
        assertThat(changes(2, null, 2)).satisfies(part -> {
            assertThat(part.messages()).extracting(ChatMessage::rev).containsExactly(3L, 4L);
            assertThat(part.hasMore()).isTrue();
        });
        assertThat(changes(7, 1L, 100))
                .returns(List.of(), MessageChanges::messages)
                .returns(false, MessageChanges::hasMore)
                .returns(false, MessageChanges::reset);
    }

    @Test
    void aCursorOfNoUseIsAnsweredWithAReset() {
        IntStream.rangeClosed(1, 12).forEach(i -> desk.says(room, alice, "text " + i));
        assertThat(changes(0, 2L, 100).reset()).as("another epoch").isTrue();
        assertThat(changes(13, 1L, 100).reset()).as("from the future").isTrue();
        assertThat(changes(1, 1L, 100)).as("too far behind").satisfies(answer -> {
            assertThat(answer.reset()).isTrue();
            assertThat(answer.messages()).isEmpty();
            assertThat(answer.hasMore()).isFalse();
            assertThat(answer.head()).isEqualTo(head());
        });
        assertThat(changes(2, 1L, 100).reset()).as("just not too far behind").isFalse();
        UUID empty = Ids.next();
        assertThat(desk.changes(empty, new MessageStore.Cursor(0, 1L), 10, 10).reset())
                .isFalse();
    }

    @Test
    void aReadMarkerGoesOnAndNotBackUnlessAsked() {
        IntStream.rangeClosed(1, 5).forEach(i -> desk.says(room, alice, "text " + i));
        assertThat(read(bob, 3, false)).isEqualTo(marked(true, bob, 3, 2, 1));
        assertThat(read(bob, 3, false)).isEqualTo(marked(false, bob, 3, 2, 1));
        assertThat(read(bob, 2, false)).isEqualTo(marked(false, bob, 3, 2, 1));
        assertThat(read(bob, 99, false)).isEqualTo(marked(true, bob, 5, 0, 2));
        assertThat(read(bob, 2, true)).isEqualTo(marked(true, bob, 1, 4, 3));
        assertThat(read(bob, 1, true)).isEqualTo(marked(true, bob, 0, 5, 4));
        assertThat(read(bob, 1, true)).isEqualTo(marked(false, bob, 0, 5, 4));
        assertThat(read(bob, 0, false)).isEqualTo(marked(false, bob, 0, 5, 4));
    }

    @Test
    void postingReadsUpToOnesOwnMessageAndTellsWhenSomethingWasPassed() {
        Stored first = desk.post(text(room, alice, "1", "one"));
        Stored second = desk.post(text(room, alice, "2", "two"));
        Stored third = desk.post(text(room, bob, "3", "three"));
        assertThat(List.of(first, second)).extracting(Stored::advanced).containsOnlyNulls();
        assertThat(third.advanced()).isEqualTo(bob);
        assertThat(third.readVersion()).isEqualTo(1);
        assertThat(read(bob, 0, false)).isEqualTo(marked(false, bob, 3, 0, 1));
        assertThat(read(alice, 0, false)).isEqualTo(marked(false, alice, 2, 1, 2));
    }

    @Test
    void aKnownKeyIsAConflictAlsoWhereThereIsNothingToAnswer() {
        UUID stored = message(desk.post(text(room, alice, "k", "hello"))).id();
        Stored repeat = desk.post(answer(room, alice, "k", "hello again", 99L));
        assertThat(repeat.outcome()).isEqualTo(Stored.Outcome.CONFLICT);
        assertThat(message(repeat).id()).isEqualTo(stored);
    }

    @Test
    void ofTwoOwnMessagesTheFirstPassesThoseOfOthers() {
        desk.says(room, alice, "one");
        List<Stored> stored =
                desk.ask(store -> store.postAll(List.of(text(room, bob, "1", "a"), text(room, bob, "2", "b"))));
        assertThat(stored).extracting(Stored::advanced).containsExactly(bob, null);
        assertThat(stored).extracting(Stored::readVersion).containsExactly(1L, 0L);
    }

    @Test
    void eachPostOfABatchTellsTheMarkerThatItMoved() {
        desk.says(room, alice, "one");
        List<Stored> stored = desk.ask(store -> store.postAll(
                List.of(text(room, bob, "1", "a"), text(room, alice, "2", "b"), text(room, bob, "3", "c"))));
        assertThat(stored).extracting(Stored::advanced).containsExactly(bob, alice, bob);
        assertThat(stored).extracting(Stored::readVersion).containsExactly(1L, 2L, 2L);
    }

    @Test
    void markersSinceACursorAreThoseThatMovedOverWhatOthersWrote() {
        assertThat(desk.ask(store -> store.markersSince(0)).markers()).isEmpty();
        long cursor = desk.ask(store -> store.markersSince(0)).cursor();
        desk.says(room, alice, "one");
        desk.says(room, alice, "two");
        desk.says(room, bob, "three");
        UUID carol = Ids.next();
        desk.post(arrival(room, carol, "a"));
        read(alice, 3, false);
        ReadMarkers moved = desk.ask(store -> store.markersSince(cursor));
        assertThat(moved.cursor()).isGreaterThan(cursor);
        assertThat(moved.markers().stream().filter(marker -> marker.roomId().equals(room)))
                .containsExactlyInAnyOrder(
                        new ReadMarker(room, alice, 3), new ReadMarker(room, bob, 1), new ReadMarker(room, carol, 1));
        assertThat(desk.ask(store -> store.markersSince(moved.cursor())).markers())
                .as("told again, in case that a transaction before it was committed after it")
                .containsAll(moved.markers());
    }

    @Test
    void whoArrivesHasReadWhatWasBefore() {
        desk.says(room, alice, "before");
        assertThat(desk.post(arrival(room, bob, "a")).advanced()).isEqualTo(bob);
        assertThat(read(bob, 0, false)).isEqualTo(marked(false, bob, 2, 0, 1));
        desk.says(room, alice, "after");
        assertThat(desk.post(arrival(room, bob, "again")).advanced()).isNull();
        assertThat(read(bob, 0, false)).isEqualTo(marked(false, bob, 2, 1, 1));
    }

    @Test
    void overviewsShowTheNewestMessageThatIsNotDeleted() {
        desk.says(room, alice, "one");
        ChatMessage two = desk.says(room, alice, "two");
        desk.says(room, alice, "three");
        desk.delete(room, 3, alice, false);
        UUID empty = Ids.next();
        List<RoomOverview> overviews = desk.ask(store -> store.overview(bob, List.of(room, empty)));
        assertThat(overviews).hasSize(2).anySatisfy(overview -> {
            assertThat(overview.lastMessage()).isEqualTo(two);
            assertThat(overview.read()).isEqualTo(marked(true, bob, 0, 2, 0).state());
        });
        assertThat(overviews).anySatisfy(overview -> {
            assertThat(overview.roomId()).isEqualTo(empty);
            assertThat(overview.lastMessage()).isNull();
            assertThat(overview.read().head()).isEqualTo(new Head(1, 0, 0));
        });
    }

    @Test
    void headsSinceACursorAreThoseThatMoved() {
        assertThat(desk.headsSince(0).heads()).isEmpty();
        long cursor = desk.headsSince(0).cursor();
        desk.says(room, alice, "one");
        Heads moved = desk.headsSince(cursor);
        assertThat(moved.cursor()).isGreaterThan(cursor);
        assertThat(moved.heads()).contains(new RoomHead(room, new Head(1, 1, 1)));
        assertThat(desk.headsSince(moved.cursor()).heads())
                .as("told again, in case that a transaction before it was committed after it")
                .contains(new RoomHead(room, new Head(1, 1, 1)));
    }

    protected Head head() {
        return desk.ask(store -> store.heads(List.of(room))).getFirst().head();
    }

    protected MessagePage page(Span span) {
        return desk.history(room, span, alice);
    }

    private MessageChanges changes(long rev, @org.jspecify.annotations.Nullable Long epoch, int limit) {
        return desk.changes(room, new MessageStore.Cursor(rev, epoch), limit, 10);
    }

    private Marked read(UUID reader, long seq, boolean back) {
        return desk.ask(store -> store.read(room, reader, seq, back));
    }

    private Marked marked(boolean moved, UUID reader, long lastRead, long unread, long version) {
        return new Marked(moved, new ReadState(room, reader, lastRead, unread, 0, head(), version));
    }

    private static void assertPage(MessagePage page, int first, int last, boolean hasBefore, boolean hasAfter) {
        assertThat(page.messages())
                .extracting(ChatMessage::seq)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(first, last).boxed().toList());
        assertThat(page.hasBefore()).isEqualTo(hasBefore);
        assertThat(page.hasAfter()).isEqualTo(hasAfter);
        assertThat(page.messages()).allSatisfy(m -> assertThat(m.kind()).isEqualTo(MessageKind.TEXT));
    }

    protected static List<Long> upTo(int last) {
        List<Long> numbers = new ArrayList<>();
        LongStream.rangeClosed(1, last).forEach(numbers::add);
        return numbers;
    }
}
