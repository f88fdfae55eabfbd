package dev.parley.messages;

import static dev.parley.messages.Desk.message;
import static dev.parley.messages.Desk.present;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.messages.Reaction;
import dev.parley.platform.Ids;
import dev.parley.platform.Migrations;
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

/** How PostgreSQL counts reactions. Each test has its database and one connection, because what is read is counted. */
@ExtendWith(VertxExtension.class)
class PgReactionsTest {

    private static final int FEW = 30;
    private static final int MANY = 1_000;
    private static final int EMOJI = 19;

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.migrated("messages");

    @RegisterExtension
    static final TestDatabase FORMER = TestDatabase.migratedUpTo("10", "messages");

    private final UUID alice = Ids.next();
    private final UUID bob = Ids.next();

    @Test
    void aReactionCostsTheSameHoweverManyPeopleHaveReacted(Vertx vertx) {
        Postgres one = one(vertx, DATABASE);
        Desk lone = desk(vertx, one);
        Desk.done(one.query("ALTER TABLE messages.reactions SET (autovacuum_enabled = off)"));
        Desk.done(one.query("ALTER TABLE messages.reaction_counts SET (autovacuum_enabled = off)"));
        rowsReadByAReaction(lone, one, 1);
        long few = rowsReadByAReaction(lone, one, FEW);
        long many = rowsReadByAReaction(lone, one, MANY);
        assertThat(many).isPositive().isLessThanOrEqualTo(few);
    }

    @Test
    void whatIsForgottenWithItsMessageIsNotCounted(Vertx vertx) {
        Postgres one = one(vertx, DATABASE);
        Desk lone = desk(vertx, one);
        UUID room = Ids.next();
        lone.says(room, alice, "text");
        lone.react(room, 1, alice, "👍", true, 20);
        lone.react(room, 1, bob, "👍", true, 20);
        lone.react(room, 1, bob, "🎉", true, 20);
        lone.delete(room, 1, alice, false);
        assertThat(Desk.done(
                        one.query("SELECT emoji FROM messages.reaction_counts WHERE room_id = '%s'".formatted(room))))
                .isEmpty();
    }

    @Test
    void reactionsOfTheVersionBeforeAreCounted(Vertx vertx) {
        Postgres one = one(vertx, FORMER);
        Desk node = desk(vertx, one);
        UUID room = Ids.next();
        node.says(room, alice, "text");
        node.react(room, 1, bob, "👍", true, 20);
        node.react(room, 1, alice, "🎉", true, 20);
        node.react(room, 1, alice, "👍", true, 20);

        Migrations.run(PostgresOptions.fromJson(FORMER.options()), List.of("messages"));

        assertThat(present(node.get(room, 1, alice).orElseThrow().reactions()))
                .containsExactly(
                        new Reaction("👍", 2, List.of(bob, alice), true), new Reaction("🎉", 1, List.of(alice), true));
        assertThat(message(node.react(room, 1, bob, "👍", false, 20)).reactions())
                .containsExactly(
                        new Reaction("🎉", 1, List.of(alice), false), new Reaction("👍", 1, List.of(alice), false));
    }

    /** What is read when somebody reacts to a message of many reactions and takes it back. */
    private long rowsReadByAReaction(Desk lone, Postgres one, int people) {
        UUID room = Ids.next();
        lone.says(room, alice, "text");
        Desk.done(one.query(REACTIONS.formatted(room, EMOJI, EMOJI * people)));
        Desk.done(one.query("SELECT pg_stat_force_next_flush()"));
        Desk.done(one.query("SELECT pg_stat_reset()"));
        lone.react(room, 1, bob, "👍", true, 20);
        lone.react(room, 1, bob, "👍", false, 20);
        Desk.done(one.query("SELECT pg_stat_force_next_flush()"));
        return Desk.done(one.query(ROWS_READ)).iterator().next().getLong(0);
    }

    private static Postgres one(Vertx vertx, TestDatabase database) {
        return Postgres.connect(
                vertx,
                PostgresOptions.fromJson(database.options().put("poolSize", 1)),
                "one connection",
                MessagesVerticle.READ_TIMEOUT);
    }

    private static Desk desk(Vertx vertx, Postgres one) {
        return new Desk(
                vertx.getOrCreateContext(), new PgMessageStore(vertx, one, one, one, MessagesOptions.defaults()));
    }

    private static final String REACTIONS = """
            INSERT INTO messages.reactions (room_id, seq, emoji, user_id, rev, created_at)
            SELECT '%s', 1, 'emoji ' || n %% %d, gen_random_uuid(), n, now() FROM generate_series(1, %d) n""";

    private static final String ROWS_READ = """
            SELECT sum(t.seq_tup_read + i.read)::bigint
            FROM pg_stat_user_tables t
            JOIN (SELECT relid, sum(idx_tup_read) AS read FROM pg_stat_user_indexes GROUP BY relid) i ON i.relid = t.relid
            WHERE t.relname IN ('reactions', 'reaction_counts')""";
}
