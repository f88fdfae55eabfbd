package dev.parley.messages;

import static dev.parley.messages.Desk.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.Ids;
import dev.parley.platform.Postgres;
import dev.parley.platform.PostgresOptions;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Alone in its database, because what other tests store would change what the planner believes. */
@ExtendWith(VertxExtension.class)
class PgMessageStorePlansTest {

    private static final int DEEP = 20_000;

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.migrated("messages");

    private final UUID room = Ids.next();
    private final UUID alice = Ids.next();
    private final UUID bob = Ids.next();

    @Test
    void whatWasPlannedForAnEmptyLogIsGoodForALongOne(Vertx vertx) {
        Postgres one = Postgres.connect(
                vertx,
                PostgresOptions.fromJson(DATABASE.options().put("poolSize", 1)),
                "one connection",
                MessagesVerticle.READ_TIMEOUT);
        Desk lone = new Desk(
                vertx.getOrCreateContext(), new PgMessageStore(vertx, one, one, one, MessagesOptions.defaults()));
        useEverything(lone, Ids.next());
        PgStores.fill(one, room, alice, DEEP);
        Desk.done(one.query("SELECT pg_stat_reset()"));
        useEverything(lone, room);
        Desk.done(one.query("SELECT pg_stat_force_next_flush()"));
        var rows = Desk.done(one.query(TUPLES_READ));
        assertThat(rows.iterator().next().getLong(0)).isLessThan(5_000);
    }

    /** Every call of the store, often enough that the plans of its statements are kept. */
    private void useEverything(Desk lone, UUID used) {
        for (int i = 0; i < 12; i++) {
            long seq = lone.says(used, alice, "text").seq();
            lone.post(text(used, alice, "same", "text"));
            lone.edit(used, seq, alice, "edited", bob);
            lone.react(used, seq, bob, "👍", true, 20);
            lone.get(used, seq, alice);
            lone.edits(used, seq);
            lone.ask(store -> store.find(used, alice, "same"));
            lone.history(used, Span.latest(10), alice);
            lone.history(used, Span.around(seq / 2, 10), alice);
            lone.changes(used, new MessageStore.Cursor(Math.max(0, seq - 10), 1L), 10, 1_000);
            lone.ask(store -> store.read(used, bob, seq - 1, false));
            lone.ask(store -> store.overview(bob, List.of(used)));
            lone.delete(used, seq, alice, false);
        }
    }

    private static final String TUPLES_READ = """
            SELECT (t.seq_tup_read + i.read)::bigint
            FROM pg_stat_user_tables t,
                (SELECT sum(idx_tup_read) AS read FROM pg_stat_user_indexes WHERE relname = 'messages') i
            WHERE t.relname = 'messages'""";
}
