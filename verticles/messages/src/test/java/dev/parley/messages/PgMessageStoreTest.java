package dev.parley.messages;

import dev.parley.platform.Postgres;
import dev.parley.platform.PostgresOptions;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.extension.RegisterExtension;

class PgMessageStoreTest extends MessageStoreSuite {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.migrated("messages");

    @Override
    protected MessageStore store(Vertx vertx) {
        PostgresOptions options = PostgresOptions.fromJson(DATABASE.options());
        return new PgMessageStore(
                Postgres.connect(vertx, options, "writes", MessagesVerticle.WRITE_TIMEOUT),
                Postgres.connect(vertx, options, "reads", MessagesVerticle.READ_TIMEOUT),
                MessagesOptions.defaults());
    }
}
