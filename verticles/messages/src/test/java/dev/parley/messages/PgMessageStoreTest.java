package dev.parley.messages;

import static dev.parley.messages.Desk.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.Heads;
import dev.parley.contracts.messages.ReadMarker;
import dev.parley.contracts.messages.ReadMarkers;
import dev.parley.contracts.messages.RoomHead;
import dev.parley.platform.Ids;
import dev.parley.platform.Postgres;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PgMessageStoreTest extends MessageStoreSuite {

    private static final int DEEP = 40_000;

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.migrated("messages");

    @Override
    protected MessageStore store(Vertx vertx) {
        return PgStores.open(vertx, DATABASE.options());
    }

    @Test
    void twoHundredSendersShareCommits(Vertx vertx) {
        Context context = vertx.getOrCreateContext();
        PgMessageStore store = PgStores.open(vertx, DATABASE.options());
        Desk shared = new Desk(context, store);
        List<Future<ChatMessage>> senders = IntStream.range(0, 200)
                .mapToObj(i -> sendInTurn(shared, Ids.next(), 10))
                .toList();
        senders.forEach(Desk::done);
        PostBatches.Commits commits = store.commits();
        assertThat(commits.rows()).isEqualTo(2_000);
        assertThat(commits.rows() / commits.commits()).isGreaterThan(10);
        assertThat(head().seq()).isEqualTo(2_000);
    }

    private Future<ChatMessage> sendInTurn(Desk shared, UUID sender, int left) {
        return shared.call(store -> store.post(text(room, sender, "k" + left, "text " + left)))
                .compose(stored ->
                        left > 1 ? sendInTurn(shared, sender, left - 1) : Future.succeededFuture(Desk.message(stored)));
    }

    @Test
    void oneSenderWaitsForNobody(Vertx vertx) {
        PgMessageStore store = PgStores.open(vertx, DATABASE.options());
        Desk.done(sendInTurn(new Desk(vertx.getOrCreateContext(), store), alice, 10));
        assertThat(store.commits()).isEqualTo(new PostBatches.Commits(10, 10));
    }

    @Test
    void doublesOfAKeyDoNotBreakTheirBatch(Vertx vertx) {
        PgMessageStore store = PgStores.open(vertx, DATABASE.options());
        Desk own = new Desk(vertx.getOrCreateContext(), store);
        Desk.done(own.call(s -> Future.all(IntStream.range(0, 6)
                .mapToObj(i -> s.post(text(room, alice, "k" + i / 3, "text")))
                .toList())));
        assertThat(head().seq()).isEqualTo(2);
        assertThat(store.commits().commits()).isLessThan(6);
    }

    @Test
    void aRestoredLogAnswersOldCursorsWithAReset(Vertx vertx) {
        long before = desk.headsSince(0).cursor();
        desk.says(room, alice, "one");
        long marker = readVersion(vertx);
        Desk.done(PgStores.writes(vertx, DATABASE.options()).query("SELECT messages.begin_epoch()"));
        assertThat(readVersion(vertx)).isGreaterThanOrEqualTo(marker + 1_000_000_000);
        MessageStore.Cursor old = new MessageStore.Cursor(1, 1L);
        assertThat(desk.changes(room, old, 10, 10).reset()).isTrue();
        UUID never = Ids.next();
        assertThat(desk.changes(never, new MessageStore.Cursor(0, 1L), 10, 10).reset())
                .isTrue();
        assertThat(desk.headsSince(before).heads())
                .anyMatch(moved -> moved.roomId().equals(room));
        Desk.done(PgStores.writes(vertx, DATABASE.options()).query("UPDATE messages.origin SET epoch = 1"));
    }

    private long readVersion(Vertx vertx) {
        return Desk.done(PgStores.writes(vertx, DATABASE.options())
                        .query("SELECT version FROM messages.read_state WHERE room_id = $1", Tuple.of(room)))
                .iterator()
                .next()
                .getLong(0);
    }

    @Test
    void whoIsFarBehindIsToldPieceByPiece(Vertx vertx) {
        desk.says(room, bob, "one");
        desk.says(room, alice, "answers, and so has read");
        long now = desk.headsSince(0).cursor();
        Desk.done(PgStores.writes(vertx, DATABASE.options())
                .query("UPDATE messages.heads SET changed_at = changed_at - interval '1 minute'"));
        Desk.done(PgStores.writes(vertx, DATABASE.options())
                .query("UPDATE messages.read_state SET changed_at = changed_at - interval '1 minute'"));
        UUID other = Ids.next();
        desk.says(other, bob, "one");
        desk.says(other, alice, "answers, and so has read");

        Heads first = desk.headsSince(now - 62_000_000);
        assertThat(first.heads()).extracting(RoomHead::roomId).contains(room).doesNotContain(other);
        assertThat(first.more()).isTrue();
        Heads last = desk.headsSince(desk.headsSince(first.cursor()).cursor());
        assertThat(last.heads()).extracting(RoomHead::roomId).contains(other).doesNotContain(room);
        assertThat(last.more()).isFalse();

        ReadMarkers read = desk.ask(store -> store.markersSince(now - 62_000_000));
        assertThat(read.markers()).extracting(ReadMarker::roomId).contains(room).doesNotContain(other);
        assertThat(read.more()).isTrue();
    }

    @Test
    void aMessageThatTheDatabaseRefusesDoesNotTakeOthersWithIt() {
        desk.call(store -> store.post(text(Ids.next(), bob, "busy", "keeps the store busy")));
        List<Future<Stored>> answers = IntStream.range(0, 5)
                .mapToObj(i -> desk.call(store -> store.post(text(room, alice, "k" + i, i == 2 ? "\0" : "text " + i))))
                .toList();
        answers.forEach(answer -> Desk.done(answer.transform(done -> Future.succeededFuture())));
        assertThat(answers).extracting(Future::succeeded).containsExactly(true, true, false, true, true);
        assertThat(page(Span.latest(10)).messages())
                .extracting(ChatMessage::content)
                .containsExactly("text 0", "text 1", "text 3", "text 4");
    }

    @Test
    void readingCostsTheSameAtAnyDepth(Vertx vertx) {
        Postgres postgres = PgStores.reads(vertx, DATABASE.options());
        PgStores.fill(postgres, room, alice, DEEP);
        Desk.done(postgres.query("ANALYZE messages.messages"));
        long top = blocks(postgres, PgQueries.NEWEST, Tuple.of(room, 0L, Long.MAX_VALUE, 50, null, Long.MAX_VALUE));
        long deep = blocks(postgres, PgQueries.NEWEST, Tuple.of(room, 0L, 200L, 50, null, 200L));
        long around =
                blocks(postgres, PgQueries.OLDEST, Tuple.of(room, DEEP / 2L, Long.MAX_VALUE, 50, null, DEEP / 2L));
        long changes = blocks(postgres, PgQueries.CHANGES, Tuple.of(room, DEEP - 50L, 1L, 1_000, 50, null));
        long unread = blocks(postgres, PgQueries.OVERVIEW, Tuple.of(bob, (Object) new UUID[] {room}));
        assertThat(List.of(top, deep, around, changes, unread))
                .allSatisfy(blocks -> assertThat(blocks).isLessThan(60));
    }

    private static long blocks(Postgres postgres, String sql, Tuple arguments) {
        var rows = Desk.done(postgres.query("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql, arguments));
        JsonObject plan =
                rows.iterator().next().getJsonArray(0).getJsonObject(0).getJsonObject("Plan");
        return plan.getLong("Shared Hit Blocks") + plan.getLong("Shared Read Blocks");
    }

    @Test
    void formerContentsBeyondFiftyAreForgotten(Vertx vertx) {
        desk.says(room, alice, "text");
        IntStream.rangeClosed(1, 55).forEach(i -> desk.edit(room, 1, alice, "text " + i));
        Postgres one = PgStores.reads(vertx, DATABASE.options());
        var rows = Desk.done(one.query("SELECT count(*) FROM messages.edits WHERE room_id = $1", Tuple.of(room)));
        assertThat(rows.iterator().next().getLong(0)).isEqualTo(50);
    }
}
