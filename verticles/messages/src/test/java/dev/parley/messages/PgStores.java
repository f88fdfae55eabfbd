package dev.parley.messages;

import dev.parley.platform.Postgres;
import dev.parley.platform.PostgresOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Opens stores on a test database. */
final class PgStores {

    private PgStores() {}

    static Postgres posts(Vertx vertx, JsonObject options) {
        return Postgres.connect(vertx, PostgresOptions.fromJson(options), "posts", MessagesVerticle.WRITE_TIMEOUT);
    }

    static Postgres writes(Vertx vertx, JsonObject options) {
        return Postgres.connect(vertx, PostgresOptions.fromJson(options), "writes", MessagesVerticle.WRITE_TIMEOUT);
    }

    static Postgres reads(Vertx vertx, JsonObject options) {
        return Postgres.connect(vertx, PostgresOptions.fromJson(options), "reads", MessagesVerticle.READ_TIMEOUT);
    }

    static PgMessageStore open(Vertx vertx, JsonObject options) {
        return new PgMessageStore(
                vertx,
                posts(vertx, options),
                writes(vertx, options),
                reads(vertx, options),
                MessagesOptions.defaults());
    }

    /** Fills a room with so many texts, as the store would have, but faster. */
    static void fill(Postgres postgres, UUID room, UUID sender, int count) {
        Desk.done(postgres.query(MESSAGES.formatted(room, sender, count)));
        Desk.done(postgres.query(HEAD.formatted(room, count)));
    }

    private static final String MESSAGES = """
            INSERT INTO messages.messages (room_id, seq, rev, ordinal, id, sender_id, kind, key, digest, content, created_at)
            SELECT '%s', n, n, n, gen_random_uuid(), '%s', 0, 'k' || n, 0, 'text ' || n, now() FROM generate_series(1, %d) n""";

    private static final String HEAD =
            "INSERT INTO messages.heads (room_id, epoch, last_seq, last_rev, ordinal) VALUES ('%s', 1, %d, %2$d, %2$d)";
}
