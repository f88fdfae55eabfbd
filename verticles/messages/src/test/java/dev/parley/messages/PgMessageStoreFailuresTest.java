package dev.parley.messages;

import static dev.parley.messages.Desk.done;
import static dev.parley.messages.Desk.message;
import static dev.parley.messages.Desk.text;
import static dev.parley.messages.Installation.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.Head;
import dev.parley.contracts.messages.RoomHead;
import dev.parley.platform.Ids;
import dev.parley.platform.Postgres;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(VertxExtension.class)
class PgMessageStoreFailuresTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.migrated("messages");

    private final UUID room = Ids.next();
    private final UUID alice = Ids.next();
    private Vertx vertx;
    private Wire wire;
    private Desk desk;

    @BeforeEach
    void open(Vertx vertx) {
        this.vertx = vertx;
        wire = new Wire(vertx, DATABASE.options());
        desk = new Desk(vertx.getOrCreateContext(), PgStores.open(vertx, wire.options()));
        desk.says(room, alice, "first");
    }

    @AfterEach
    void allow() {
        DATABASE.allowConnections(true);
    }

    @Test
    void postsDoNotWaitForOtherChanges() {
        Vertx own = Vertx.vertx();
        JsonObject narrow = DATABASE.options().put("poolSize", 1);
        Desk busy = new Desk(own.getOrCreateContext(), PgStores.open(own, narrow));
        done(PgStores.writes(own, narrow).pool().getConnection());
        assertThat(busy.post(text(room, alice, "k", "hello")).outcome()).isEqualTo(Stored.Outcome.STORED);
        assertThat(refusal(busy.call(store -> store.read(room, alice, 1, false))))
                .isEqualTo("storage_unavailable");
        done(own.close());
    }

    @Test
    void anAnswerThatIsLostAfterTheCommitIsFoundAgain() {
        wire.swallow.set(1);
        Stored stored = desk.post(text(room, alice, "k", "hello"));
        assertThat(stored.outcome()).isEqualTo(Stored.Outcome.STORED);
        assertThat(message(stored).seq()).isEqualTo(2);
        assertThat(desk.get(room, 2, null)).contains(message(stored));
        assertThat(head()).isEqualTo(new Head(1, 2, 2));
    }

    @Test
    void aBatchWhoseAnswerIsLostIsFoundAgainInItsOrder() {
        List<Future<Stored>> answers = new ArrayList<>();
        desk.ask(store -> {
            Future<Stored> busy = store.post(text(room, alice, "busy", "keeps the store busy"));
            busy.onComplete(gone -> wire.swallow.set(1));
            IntStream.range(0, 5)
                    .mapToObj(i -> store.post(text(room, alice, "k" + i, "text " + i)))
                    .forEach(answers::add);
            return busy;
        });
        assertThat(answers)
                .allSatisfy(answer -> assertThat(done(answer).outcome()).isEqualTo(Stored.Outcome.STORED));
        assertThat(wire.swallow).as("an answer was lost").hasValue(0);
        assertThat(desk.history(room, Span.after(2, 10), null).messages())
                .extracting(ChatMessage::content)
                .containsExactly("text 0", "text 1", "text 2", "text 3", "text 4");
    }

    @Test
    void whereTheAnswerStaysLostTheCallerIsToldToRepeatAndTheRepeatIsADuplicate() {
        wire.swallow.set(100);
        Future<Stored> answer = desk.call(store -> store.post(text(room, alice, "k", "hello")));
        assertThat(refusal(answer)).isEqualTo("storage_unavailable");
        wire.swallow.set(0);
        Stored repeat = desk.post(text(room, alice, "k", "hello"));
        assertThat(repeat.outcome()).isEqualTo(Stored.Outcome.DUPLICATE);
        assertThat(message(repeat)).returns(2L, ChatMessage::seq).returns("hello", ChatMessage::content);
        assertThat(head()).isEqualTo(new Head(1, 2, 2));
    }

    @Test
    void aConnectionThatEndsInTheCommitStoresOnce() {
        Postgres postgres = PgStores.writes(vertx, DATABASE.options());
        done(postgres.query("CREATE SEQUENCE messages.commits"));
        done(postgres.query(DYING));
        done(postgres.query(
                "CREATE CONSTRAINT TRIGGER dying AFTER INSERT ON messages.messages DEFERRABLE INITIALLY DEFERRED"
                        + " FOR EACH ROW EXECUTE FUNCTION messages.die_once()"));
        try {
            Stored stored = desk.post(text(room, alice, "k", "hello"));
            assertThat(stored.outcome()).isEqualTo(Stored.Outcome.STORED);
            assertThat(message(stored).seq()).isEqualTo(2);
            assertThat(head()).isEqualTo(new Head(1, 2, 2));
        } finally {
            done(postgres.query("DROP TRIGGER dying ON messages.messages"));
        }
    }

    /** Ends its own connection at the first commit, and never again. */
    private static final String DYING = """
            CREATE FUNCTION messages.die_once() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF nextval('messages.commits') = 1 THEN
                    PERFORM pg_terminate_backend(pg_backend_pid());
                    PERFORM pg_sleep(60);
                END IF;
                RETURN NULL;
            END
            $$""";

    @Test
    void withoutTheDatabaseEverythingIsToBeRepeatedAndWorksWhenItIsBack() {
        DATABASE.allowConnections(false);
        List<Future<?>> calls = List.of(
                desk.call(store -> store.post(text(room, alice, "k", "hello"))),
                desk.call(store -> store.post(text(room, alice, "l", "waits behind"))),
                desk.call(store -> store.edit(room, 1, alice, "edited", List.of())),
                desk.call(store -> store.read(room, alice, 1, true)),
                desk.call(store -> store.history(room, Span.latest(10), null)),
                desk.call(store -> store.headsSince(1)));
        assertThat(calls).allSatisfy(call -> assertThat(refusal(call)).isEqualTo("storage_unavailable"));
        DATABASE.allowConnections(true);
        assertThat(desk.post(text(room, alice, "k", "hello")).outcome()).isEqualTo(Stored.Outcome.STORED);
        assertThat(head()).isEqualTo(new Head(1, 2, 2));
    }

    @Test
    void aWireThatSaysNothingIsAnsweredForAndLeftBehind() {
        wire.freeze();
        List<Future<Stored>> answers = IntStream.range(0, 3)
                .mapToObj(i -> desk.call(store -> store.post(text(room, alice, "k" + i, "text " + i))))
                .toList();
        assertThat(answers).allSatisfy(answer -> assertThat(refusal(answer)).isEqualTo("storage_unavailable"));
        wire.cut(false);
        assertThat(message(desk.post(text(room, alice, "k0", "text 0"))).seq()).isEqualTo(2);
    }

    @Test
    void whatArrivesWhenNobodyWaitsForItAnyMoreIsNotStored() {
        Desk lone = new Desk(vertx.getOrCreateContext(), PgStores.open(vertx, single(wire.options())));
        lone.says(room, alice, "second");
        wire.hold(true);
        Future<Stored> late = lone.call(store -> store.post(text(room, alice, "late", "late")));
        assertThat(refusal(late)).isEqualTo("storage_unavailable");
        wire.hold(false);
        assertThat(lone.says(room, alice, "third").seq())
                .as("stored after the late one, on the same connection")
                .isEqualTo(3);
        Optional<MessageStore.Keyed> found = lone.ask(store -> store.find(room, alice, "late"));
        assertThat(found).isEmpty();
    }

    @Test
    void aTransactionThatCouldNotBeginInTimeDoesNothing() {
        Postgres lone = PgStores.writes(vertx, single(wire.options()));
        done(lone.query("SELECT 1"));
        AtomicInteger steps = new AtomicInteger();
        wire.hold(true);
        Future<?> late = lone.transaction(connection -> {
            steps.incrementAndGet();
            return Future.succeededFuture();
        });
        assertThat(refusal(late)).isEqualTo("storage_unavailable");
        wire.hold(false);
        done(lone.query("SELECT 1"));
        assertThat(steps).hasValue(0);
    }

    private static JsonObject single(JsonObject options) {
        return options.copy().put("poolSize", 1);
    }

    @Test
    void whoLooksForAMessageThatIsBeingStoredWaitsForIt() {
        Postgres postgres = PgStores.writes(vertx, DATABASE.options());
        Promise<Void> commit = Promise.promise();
        Promise<Void> stored = Promise.promise();
        Future<Void> storing = postgres.transaction(connection -> connection
                .preparedQuery(STORE)
                .execute(Tuple.of(Ids.next(), room, alice))
                .compose(rows -> {
                    stored.complete();
                    return commit.future();
                }));
        done(stored.future());
        Future<Optional<MessageStore.Keyed>> found = desk.call(store -> store.find(room, alice, "slow"));
        while (!found.isComplete() && waiting(postgres) == 0) {
            Thread.onSpinWait();
        }
        commit.complete();
        done(storing);
        Optional<MessageStore.Keyed> message = done(found);
        assertThat(message).isPresent();
    }

    private static long waiting(Postgres postgres) {
        return done(postgres.query("SELECT count(*) FROM pg_locks WHERE NOT granted"))
                .iterator()
                .next()
                .getLong(0);
    }

    private static final String STORE = """
            SELECT FROM messages.store_batch(ARRAY[$1::uuid], ARRAY[$2::uuid], ARRAY[$3::uuid], ARRAY[0::smallint], ARRAY['slow'], ARRAY[1::bigint],
                ARRAY['text'], ARRAY[null::bigint], ARRAY[null::text], ARRAY[null::text], ARRAY[null::uuid], null)""";

    @Test
    void aRoomThatIsLockedTooLongIsToBeRepeated() {
        Postgres postgres = PgStores.writes(vertx, DATABASE.options());
        Promise<Void> release = Promise.promise();
        Promise<Void> locked = Promise.promise();
        Future<Void> lock = postgres.transaction(connection -> connection
                .query("SELECT FROM messages.heads FOR UPDATE")
                .execute()
                .compose(rows -> {
                    locked.complete();
                    return release.future();
                }));
        done(locked.future());
        Future<Stored> waiting = desk.call(store -> store.post(text(room, alice, "k", "hello")));
        assertThat(refusal(waiting)).isEqualTo("storage_unavailable");
        release.complete();
        done(lock);
        assertThat(desk.post(text(room, alice, "k", "hello")).outcome()).isEqualTo(Stored.Outcome.STORED);
    }

    private Head head() {
        List<RoomHead> heads = desk.ask(store -> store.heads(List.of(room)));
        return heads.getFirst().head();
    }
}
