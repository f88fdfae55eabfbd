package dev.parley.messages;

import dev.parley.platform.Postgres;
import dev.parley.platform.PostgresOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** Opens stores on a test database. */
final class PgStores {

    private PgStores() {}

    static Postgres writes(Vertx vertx, JsonObject options) {
        return Postgres.connect(vertx, PostgresOptions.fromJson(options), "writes", MessagesVerticle.WRITE_TIMEOUT);
    }

    static Postgres reads(Vertx vertx, JsonObject options) {
        return Postgres.connect(vertx, PostgresOptions.fromJson(options), "reads", MessagesVerticle.READ_TIMEOUT);
    }

    static PgMessageStore open(Vertx vertx, JsonObject options) {
        return new PgMessageStore(vertx, writes(vertx, options), reads(vertx, options), MessagesOptions.defaults());
    }
}
