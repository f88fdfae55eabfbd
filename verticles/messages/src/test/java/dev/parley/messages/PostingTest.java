package dev.parley.messages;

import static dev.parley.messages.Desk.done;
import static dev.parley.messages.Installation.caller;
import static dev.parley.messages.Installation.failure;
import static dev.parley.messages.Installation.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Caller;
import dev.parley.contracts.Envelope;
import dev.parley.contracts.messages.Announcement;
import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.EditMessage;
import dev.parley.contracts.messages.HistoryQuery;
import dev.parley.contracts.messages.MessageRef;
import dev.parley.contracts.messages.PostMessage;
import dev.parley.contracts.messages.Posted;
import dev.parley.contracts.messages.React;
import dev.parley.contracts.messages.ReadMark;
import dev.parley.contracts.messages.ReadState;
import dev.parley.contracts.messages.RoomEvent;
import dev.parley.contracts.rooms.RoomKind;
import dev.parley.contracts.rooms.SeatRole;
import dev.parley.platform.Ids;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class PostingTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.migrated("messages");

    private final UUID alice = Ids.next();
    private final UUID bob = Ids.next();
    private final UUID carol = Ids.next();
    private Installation parley;
    private UUID room;

    @BeforeEach
    void deploy(Vertx vertx) {
        parley = new Installation(vertx, DATABASE);
        room = parley.rooms.room(RoomKind.PRIVATE, alice, bob);
    }

    @Test
    void aPostIsAnsweredAndToldOnceToTheRoom() {
        Posted posted = parley.post(room, alice, "k", "hello", null);
        assertThat(posted.duplicate()).isFalse();
        assertThat(parley.post(room, alice, "k", "hello", null)).isEqualTo(new Posted(posted.message(), true));
        parley.says(room, alice, "next");
        Envelope first = parley.next();
        assertThat(first.topic()).isEqualTo("room." + room);
        assertThat(first.rev()).isEqualTo(1);
        assertThat(first.epoch()).isEqualTo(1);
        assertThat(Installation.body(first))
                .isEqualTo(new JsonObject()
                        .put("type", "message.posted")
                        .put("epoch", 1)
                        .put("message", ChatMessage.encode(posted.message())));
        assertThat(parley.next().rev()).as("the repeat was not told").isEqualTo(2);
    }

    @Test
    void theSameKeyWithOtherContentIsAConflictThatNamesTheMessage() {
        ChatMessage stored = parley.post(room, alice, "k", "hello", null).message();
        var failure = failure(parley.messages.post(caller(alice), new PostMessage(room, "k", "other", null)));
        assertThat(failure.failureCode()).isEqualTo(409);
        assertThat(failure.getDebugInfo())
                .isEqualTo(new JsonObject()
                        .put("reason", "idempotency_conflict")
                        .put(
                                "details",
                                new JsonObject()
                                        .put("messageId", stored.id().toString())
                                        .put("seq", 1)));
    }

    @Test
    void textIsStoredInOneNormalForm() {
        assertThat(parley.says(room, alice, "e\u0301").content()).isEqualTo("é");
        parley.post(room, alice, "k", "e\u0301", null);
        assertThat(parley.post(room, alice, "k", "é", null).duplicate()).isTrue();
    }

    @Test
    void lengthIsCountedInCharacters() {
        String longest = "😀".repeat(8_000);
        assertThat(parley.says(room, alice, longest).content()).isEqualTo(longest);
        assertThat(refusal(posting("k", longest + "x"))).isEqualTo("message_too_long");
        assertThat(refusal(posting("k", "x".repeat(100_000)))).isEqualTo("message_too_long");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t", "\u200B\u200D", "\u00A0\u2003"})
    void whatSaysNothingIsRefused(String content) {
        assertThat(refusal(posting("k", content))).isEqualTo("empty_message");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\uD800", "\uDC00b", "\uD800\uD800\uDC00"})
    void brokenTextIsRefused(String content) {
        assertThat(refusal(posting("k", content))).isEqualTo("invalid_request");
        assertThat(refusal(posting(content, "hello"))).isEqualTo("invalid_request");
        assertThat(parley.says(room, alice, "a good one after it").seq()).isPositive();
    }

    @Test
    void aKeyHasAtMost64Characters() {
        assertThat(refusal(posting("", "hello"))).isEqualTo("invalid_request");
        assertThat(refusal(posting("k".repeat(65), "hello"))).isEqualTo("invalid_request");
        assertThat(done(posting("k".repeat(64), "hello")).duplicate()).isFalse();
    }

    private Future<Posted> posting(String key, String content) {
        return parley.messages.post(caller(alice), new PostMessage(room, key, content, null));
    }

    @Test
    void aRepeatOfWhatWasStoredIsAnsweredAlsoToWhomMayNotWriteAnyMore() {
        ChatMessage stored = parley.post(room, alice, "k", "hello", null).message();
        done(parley.messages.react(caller(bob), new React(room, 1, "👍", true)));
        parley.rooms.seat(room, alice, null);
        parley.rooms.tell(room, alice);
        Posted repeat = parley.post(room, alice, "k", "hello", null);
        assertThat(repeat.duplicate()).isTrue();
        assertThat(repeat.message().id()).isEqualTo(stored.id());
        assertThat(repeat.message().reactions()).isNull();
        assertThat(refusal(posting("k", "other"))).isEqualTo("room_not_found");
        assertThat(refusal(posting("l", "hello"))).isEqualTo("room_not_found");
        parley.rooms.archive(room, true);
        parley.rooms.seat(room, alice, SeatRole.MEMBER);
        parley.rooms.tell(room, alice);
        assertThat(parley.post(room, alice, "k", "hello", null).duplicate()).isTrue();
        assertThat(refusal(posting("l", "hello"))).isEqualTo("room_archived");
    }

    @Test
    void anAnswerNeedsAMessageToAnswer() {
        parley.says(room, alice, "one");
        assertThat(parley.post(room, bob, "k", "to one", 1L).message().replyTo())
                .isEqualTo(1);
        assertThat(refusal(parley.messages.post(caller(bob), new PostMessage(room, "l", "to nine", 9L))))
                .isEqualTo("message_not_found");
    }

    @Test
    void atMostTwentyMentionsAreLookedUp() {
        String text =
                IntStream.range(0, 50).mapToObj(i -> "<@" + Ids.next() + ">").reduce("hello", String::concat);
        parley.says(room, alice, "hello");
        int before = parley.rooms.asked.get();
        parley.says(room, alice, text + text);
        parley.says(room, alice, text);
        assertThat(parley.rooms.asked.get() - before).isEqualTo(20);
    }

    @Test
    void onlyMembersAreMentioned() {
        String text = "<@%s> <@%s> <@%s> <@nobody>"
                .formatted(bob, carol, bob.toString().toUpperCase(java.util.Locale.ROOT));
        assertThat(parley.says(room, alice, text).mentions()).containsExactly(bob);
        assertThat(read(bob)).returns(1L, ReadState::unread).returns(1L, ReadState::mentions);
        ChatMessage edited = done(parley.messages.edit(caller(alice), new EditMessage(room, 1, "<@" + alice + ">")));
        assertThat(edited.mentions()).containsExactly(alice);
        assertThat(read(bob)).returns(1L, ReadState::unread).returns(0L, ReadState::mentions);
    }

    private ReadState read(UUID reader) {
        return done(parley.messages.read(caller(reader), new ReadMark(room, 0, null)))
                .read();
    }

    @Test
    void postsOfOnePersonKeepTheirOrderAlsoWhenOneWaitsForACheck() {
        parley.says(room, alice, "warms the seat up");
        Promise<Void> slow = Promise.promise();
        parley.rooms.delay = slow::future;
        Future<Posted> first = posting("first", "<@" + bob + ">");
        Future<Posted> second = posting("second", "mentions nobody");
        done(parley.messages.get(caller(alice), new MessageRef(room, 1)));
        slow.complete();
        assertThat(done(first).message().seq()).isEqualTo(2);
        assertThat(done(second).message().seq()).isEqualTo(3);
    }

    @Test
    void aPostCostsTheSameWhateverTheNumberOfMembers() {
        UUID[] members = IntStream.range(0, 500).mapToObj(i -> Ids.next()).toArray(UUID[]::new);
        UUID large = parley.rooms.room(RoomKind.PUBLIC, members);
        parley.says(large, members[0], "hello all");
        parley.says(room, alice, "next");
        assertThat(parley.rooms.asked).hasValue(2);
        assertThat(List.of(parley.next().topic(), parley.next().topic()))
                .containsExactly("room." + large, "room." + room);
    }

    @Test
    void announcementsAreForServicesAndStoredOnceInTheirOrder() {
        List<Announcement> run =
                List.of(announcement("a", "member.joined", carol), announcement("b", "member.left", carol));
        assertThat(refusal(parley.messages.announce(caller(alice), run))).isEqualTo("not_allowed");
        done(parley.messages.announce(Caller.SERVICE, run.subList(0, 1)));
        JsonObject told = parley.told(1, "read.advanced").getFirst();
        assertThat(told.getLong("lastReadSeq")).isEqualTo(1);
        done(parley.messages.announce(Caller.SERVICE, run));
        assertThat(done(parley.messages.history(Caller.SERVICE, new HistoryQuery(room, null, null, null, null)))
                        .messages())
                .extracting(ChatMessage::event)
                .containsExactly(run.getFirst().event(), run.getLast().event());
        assertThat(parley.next().rev()).isEqualTo(2);
    }

    @Test
    void ofAnnouncementsThatCannotAllBeStoredNoneIs() {
        List<Announcement> run = List.of(
                announcement("a", "member.joined", carol),
                new Announcement(room, "b", alice, new RoomEvent("room.renamed", null, "\0", null)),
                announcement("c", "member.left", carol));
        assertThat(parley.messages
                        .announce(Caller.SERVICE, run)
                        .transform(answer -> Future.succeededFuture(answer.failed())))
                .satisfies(failed -> assertThat(done(failed)).isTrue());
        assertThat(done(parley.messages.history(Caller.SERVICE, new HistoryQuery(room, null, null, null, null)))
                        .messages())
                .isEmpty();
    }

    private Announcement announcement(String key, String type, @Nullable UUID userId) {
        return new Announcement(room, key, alice, new RoomEvent(type, userId, null, null));
    }
}
