package dev.parley.messages;

import static dev.parley.messages.Desk.done;
import static dev.parley.messages.Installation.caller;
import static dev.parley.messages.Installation.failure;
import static dev.parley.messages.Installation.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Caller;
import dev.parley.contracts.Envelope;
import dev.parley.contracts.messages.Announcement;
import dev.parley.contracts.messages.ChangesQuery;
import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.EditMessage;
import dev.parley.contracts.messages.Head;
import dev.parley.contracts.messages.HistoryQuery;
import dev.parley.contracts.messages.MessageRef;
import dev.parley.contracts.messages.PostMessage;
import dev.parley.contracts.messages.Posted;
import dev.parley.contracts.messages.React;
import dev.parley.contracts.messages.Reaction;
import dev.parley.contracts.messages.ReadMark;
import dev.parley.contracts.messages.ReadState;
import dev.parley.contracts.messages.RoomEvent;
import dev.parley.contracts.messages.RoomHead;
import dev.parley.contracts.messages.RoomOverview;
import dev.parley.contracts.rooms.RoomKind;
import dev.parley.contracts.rooms.SeatRole;
import dev.parley.platform.Ids;
import dev.parley.platform.Postgres;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class MessagesTest {

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
    void whoHasNoSeatGetsNothing() {
        parley.says(room, alice, "secret");
        UUID open = parley.rooms.room(RoomKind.PUBLIC, alice);
        UUID unknown = Ids.next();
        parley.says(open, alice, "not for all");
        for (Function<UUID, Future<?>> call : callsIn(caller(carol))) {
            assertThat(refusal(call.apply(room))).isEqualTo("room_not_found");
            assertThat(refusal(call.apply(unknown))).isEqualTo("room_not_found");
            assertThat(refusal(call.apply(open))).isEqualTo("not_a_member");
        }
        assertThat(done(parley.messages.overview(caller(carol), List.of(room, open)))
                        .rooms())
                .isEmpty();
        for (Function<UUID, Future<?>> call : callsIn(Caller.anonymous("127.0.0.1", "test"))) {
            assertThat(refusal(call.apply(room))).isEqualTo("unauthenticated");
        }
    }

    private List<Function<UUID, Future<?>>> callsIn(Caller caller) {
        var messages = parley.messages;
        return List.of(
                id -> messages.post(caller, new PostMessage(id, "k", "hello", null)),
                id -> messages.edit(caller, new EditMessage(id, 1, "other")),
                id -> messages.delete(caller, new MessageRef(id, 1)),
                id -> messages.react(caller, new React(id, 1, "👍", true)),
                id -> messages.get(caller, new MessageRef(id, 1)),
                id -> messages.edits(caller, new MessageRef(id, 1)),
                id -> messages.history(caller, new HistoryQuery(id, null, null, null, null)),
                id -> messages.changes(caller, new ChangesQuery(id, 0, null, null)),
                id -> messages.read(caller, new ReadMark(id, 1, null)));
    }

    @Test
    void anArchivedRoomIsReadAndNotWritten() {
        parley.says(room, alice, "before");
        parley.rooms.archive(room, true);
        parley.rooms.tell(room, alice);
        Caller caller = caller(alice);
        var messages = parley.messages;
        assertThat(refusal(messages.post(caller, new PostMessage(room, "k", "hello", null))))
                .isEqualTo("room_archived");
        assertThat(refusal(messages.edit(caller, new EditMessage(room, 1, "x"))))
                .isEqualTo("room_archived");
        assertThat(refusal(messages.delete(caller, new MessageRef(room, 1)))).isEqualTo("room_archived");
        assertThat(refusal(messages.react(caller, new React(room, 1, "👍", true))))
                .isEqualTo("room_archived");
        assertThat(done(messages.get(caller, new MessageRef(room, 1))).content())
                .isEqualTo("before");
        assertThat(done(messages.read(caller, new ReadMark(room, 1, null)))
                        .read()
                        .lastReadSeq())
                .isEqualTo(1);
        done(messages.announce(Caller.SERVICE, List.of(announcement("a", "room.archived", null))));
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
    void moderatorsDeleteWhatOthersWroteButNotInDirectRooms() {
        parley.says(room, alice, "one");
        assertThat(refusal(parley.messages.delete(caller(bob), new MessageRef(room, 1))))
                .isEqualTo("not_allowed");
        parley.rooms.seat(room, bob, SeatRole.MODERATOR);
        parley.rooms.tell(room, bob);
        ChatMessage tombstone = done(parley.messages.delete(caller(bob), new MessageRef(room, 1)));
        assertThat(tombstone.content()).isEmpty();
        assertThat(refusal(parley.messages.edit(caller(alice), new EditMessage(room, 1, "x"))))
                .isEqualTo("message_deleted");
        UUID direct = parley.rooms.room(RoomKind.DIRECT, alice);
        parley.rooms.seat(direct, bob, SeatRole.OWNER);
        parley.says(direct, alice, "one");
        assertThat(refusal(parley.messages.delete(caller(bob), new MessageRef(direct, 1))))
                .isEqualTo("not_allowed");
    }

    @Test
    void changesAreToldOnceAndRepeatsAreNot() {
        parley.says(room, alice, "one");
        for (int i = 0; i < 2; i++) {
            done(parley.messages.edit(caller(alice), new EditMessage(room, 1, "two")));
        }
        for (int i = 0; i < 2; i++) {
            done(parley.messages.react(caller(bob), new React(room, 1, "❤", true)));
        }
        for (int i = 0; i < 2; i++) {
            done(parley.messages.delete(caller(alice), new MessageRef(room, 1)));
        }
        parley.says(room, alice, "last");
        List<JsonObject> told =
                parley.told(5, "message.posted", "message.edited", "message.reacted", "message.deleted");
        assertThat(told)
                .extracting(body -> body.getString("type"))
                .containsExactly(
                        "message.posted", "message.edited", "message.reacted", "message.deleted", "message.posted");
        assertThat(told)
                .extracting(body -> body.getJsonObject("message").getLong("rev"))
                .containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(told.get(2).getJsonObject("change"))
                .isEqualTo(new JsonObject()
                        .put("emoji", "❤️")
                        .put("userId", bob.toString())
                        .put("on", true));
        assertThat(told.get(3).getJsonObject("message").getString("content")).isEmpty();
    }

    @Test
    void whoseReactionItIsStandsInAnswersAndNotInEvents() {
        parley.says(room, alice, "one");
        ChatMessage message = done(parley.messages.react(caller(bob), new React(room, 1, "👍", true)));
        assertThat(message.reactions()).containsExactly(new Reaction("👍", 1, List.of(bob), true));
        assertThat(done(parley.messages.get(caller(alice), new MessageRef(room, 1)))
                        .reactions())
                .containsExactly(new Reaction("👍", 1, List.of(bob), false));
        JsonObject told = parley.told(1, "message.reacted").getFirst();
        assertThat(told.getJsonObject("message").getJsonArray("reactions").getJsonObject(0))
                .isEqualTo(Reaction.encode(new Reaction("👍", 1, List.of(bob), null)));
    }

    @Test
    void aMessageHasTwentyDistinctEmoji() {
        parley.says(room, alice, "one");
        IntStream.range(0, 20)
                .forEach(i -> done(parley.messages.react(
                        caller(alice), new React(room, 1, Character.toString(0x1F600 + i), true))));
        assertThat(refusal(parley.messages.react(caller(alice), new React(room, 1, "👍", true))))
                .isEqualTo("too_many_reactions");
        assertThat(refusal(parley.messages.react(caller(alice), new React(room, 1, "word", true))))
                .isEqualTo("invalid_emoji");
        assertThat(refusal(parley.messages.react(caller(alice), new React(room, 2, "👍", true))))
                .isEqualTo("message_not_found");
    }

    @Test
    void readingIsToldToTheReadersDevicesWhenTheMarkerMoves() {
        parley.says(room, alice, "one");
        parley.says(room, alice, "two");
        done(parley.messages.read(caller(bob), new ReadMark(room, 1, null)));
        done(parley.messages.read(caller(bob), new ReadMark(room, 1, null)));
        parley.says(room, bob, "three");
        assertThat(parley.told(2, "read.advanced"))
                .containsExactly(advanced(1, 1, new Head(1, 2, 2), 1), advanced(3, 0, new Head(1, 3, 3), 2));
        assertThat(refusal(parley.messages.read(caller(bob), new ReadMark(room, -1, null))))
                .isEqualTo("invalid_request");
    }

    @Test
    void whoIsMentionedIsToldOnTheirOwnTopicAndOnceForAMessage(Vertx vertx) {
        ChatMessage first = parley.says(room, alice, "Hello <@" + bob + ">, <@" + alice + "> and <@" + carol + ">");
        Envelope told = parley.next("mention");
        assertThat(told.topic()).isEqualTo("user." + bob);
        assertThat(Installation.body(told).getJsonObject("message")).isEqualTo(ChatMessage.encode(first));
        done(parley.messages.edit(caller(alice), new EditMessage(room, 1, "Again <@" + bob + ">")));
        parley.rooms.seat(room, carol, SeatRole.MEMBER);
        parley.rooms.tell(room, carol);
        ChatMessage edited = done(
                parley.messages.edit(caller(alice), new EditMessage(room, 1, "And <@" + bob + "> <@" + carol + ">")));
        told = parley.next("mention");
        assertThat(told.topic()).as("the edit mentions somebody new").isEqualTo("user." + carol);
        assertThat(Installation.body(told).getJsonObject("message")).isEqualTo(ChatMessage.encode(edited));
    }

    @Test
    void nobodyIsToldOfAMentionWhoIsNotInTheRoomAnyMoreOrNotInTheMessage() {
        Postgres postgres = parley.writes();
        parley.says(room, alice, "one");
        for (UUID userId : List.of(carol, bob)) {
            done(postgres.query(
                    "INSERT INTO messages.mentions (room_id, user_id, seq) VALUES ($1, $2, 1)",
                    Tuple.of(room, userId)));
        }
        parley.says(room, alice, "<@" + bob + ">");
        JsonObject told = Installation.body(parley.next("mention"));
        assertThat(told.getJsonObject("message").getLong("seq")).isEqualTo(2);
    }

    @Test
    void messagesWithoutMentionsWriteNoJobs() {
        Postgres postgres = parley.writes();
        long before = lastJob(postgres);
        parley.says(room, alice, "one");
        done(parley.messages.edit(caller(alice), new EditMessage(room, 1, "two")));
        assertThat(lastJob(postgres)).isEqualTo(before);
        parley.says(room, alice, "<@" + bob + ">");
        assertThat(lastJob(postgres)).isEqualTo(before + 1);
    }

    private static long lastJob(Postgres postgres) {
        return done(postgres.query("SELECT coalesce(pg_sequence_last_value('messages.jobs_id_seq'), 0)"))
                .iterator()
                .next()
                .getLong(0);
    }

    private JsonObject advanced(long lastRead, long unread, Head head, long version) {
        return new JsonObject()
                .put("type", "read.advanced")
                .put("roomId", room.toString())
                .put("lastReadSeq", lastRead)
                .put("unread", unread)
                .put("mentions", 0L)
                .put("head", Head.encode(head))
                .put("readVersion", version);
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

    private Announcement announcement(String key, String type, @org.jspecify.annotations.Nullable UUID userId) {
        return new Announcement(room, key, alice, new RoomEvent(type, userId, null, null));
    }

    @Test
    void servicesReadEveryLogForRepairAndNobodyElseReadsHeads() {
        parley.says(room, alice, "one");
        var messages = parley.messages;
        assertThat(done(messages.history(Caller.SERVICE, new HistoryQuery(room, null, null, null, null)))
                        .messages())
                .hasSize(1);
        assertThat(done(messages.changes(Caller.SERVICE, new ChangesQuery(room, 0, 1L, null)))
                        .messages())
                .hasSize(1);
        UUID empty = Ids.next();
        assertThat(done(messages.heads(Caller.SERVICE, List.of(room, empty))).heads())
                .containsExactlyInAnyOrder(
                        new RoomHead(room, new Head(1, 1, 1)), new RoomHead(empty, new Head(1, 0, 0)));
        assertThat(refusal(messages.heads(caller(alice), List.of(room)))).isEqualTo("not_allowed");
        assertThat(refusal(messages.headsSince(caller(alice), 0))).isEqualTo("not_allowed");
    }

    @Test
    void pagesAndCursorsOutOfRangeAreRefused() {
        for (HistoryQuery query : List.of(
                new HistoryQuery(room, null, null, null, 0),
                new HistoryQuery(room, null, null, null, 101),
                new HistoryQuery(room, -1L, null, null, null),
                new HistoryQuery(room, null, -1L, null, null),
                new HistoryQuery(room, null, null, Long.MIN_VALUE, null),
                new HistoryQuery(room, 1L, 2L, null, null))) {
            assertThat(refusal(parley.messages.history(caller(alice), query))).isEqualTo("invalid_request");
        }
        for (ChangesQuery query :
                List.of(new ChangesQuery(room, -1, null, null), new ChangesQuery(room, 0, null, 201))) {
            assertThat(refusal(parley.messages.changes(caller(alice), query))).isEqualTo("invalid_request");
        }
        assertThat(done(parley.messages.history(
                                caller(alice), new HistoryQuery(room, null, null, Long.MAX_VALUE, null)))
                        .messages())
                .isEmpty();
    }

    @Test
    void theOverviewOfManyRoomsAsksForSeatsOnce() {
        List<UUID> many = IntStream.range(0, 50)
                .mapToObj(i -> parley.rooms.room(RoomKind.PUBLIC, alice, carol))
                .toList();
        many.forEach(id -> parley.says(id, alice, "hello"));
        int before = parley.rooms.asked.get();
        List<RoomOverview> overviews =
                done(parley.messages.overview(caller(carol), many)).rooms();
        assertThat(overviews)
                .hasSize(50)
                .allSatisfy(overview -> assertThat(overview.read().unread()).isEqualTo(1));
        assertThat(parley.rooms.asked.get() - before).isEqualTo(1);
        done(parley.messages.overview(caller(carol), many));
        assertThat(parley.rooms.asked.get() - before).isEqualTo(1);
    }
}
