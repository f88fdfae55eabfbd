package dev.parley.messages;

import static dev.parley.messages.Desk.done;
import static dev.parley.messages.Installation.caller;
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
import dev.parley.contracts.messages.React;
import dev.parley.contracts.messages.Reaction;
import dev.parley.contracts.messages.ReadMark;
import dev.parley.contracts.messages.RoomEvent;
import dev.parley.contracts.messages.RoomHead;
import dev.parley.contracts.messages.RoomOverview;
import dev.parley.contracts.rooms.RoomKind;
import dev.parley.contracts.rooms.SeatRole;
import dev.parley.platform.Ids;
import dev.parley.platform.Postgres;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.Future;
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
        done(messages.announce(
                Caller.SERVICE,
                List.of(new Announcement(room, "a", alice, new RoomEvent("room.archived", null, null, null)))));
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
