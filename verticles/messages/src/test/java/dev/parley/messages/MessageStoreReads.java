package dev.parley.messages;

import static dev.parley.messages.Desk.answer;
import static dev.parley.messages.Desk.arrival;
import static dev.parley.messages.Desk.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.Head;
import dev.parley.contracts.messages.Heads;
import dev.parley.contracts.messages.MessageChanges;
import dev.parley.contracts.messages.MessageKind;
import dev.parley.contracts.messages.MessagePage;
import dev.parley.contracts.messages.ReadMarker;
import dev.parley.contracts.messages.ReadMarkers;
import dev.parley.contracts.messages.ReadState;
import dev.parley.contracts.messages.RoomHead;
import dev.parley.contracts.messages.RoomOverview;
import dev.parley.platform.Ids;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link MessageStore} must answer who reads: pages, changes, heads, how far somebody has read. */
abstract class MessageStoreReads extends MessageStoreRoom {

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

    private MessageChanges changes(long rev, @Nullable Long epoch, int limit) {
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
}
