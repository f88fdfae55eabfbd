package dev.parley.messages;

import dev.parley.testkit.TestDatabase;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.extension.RegisterExtension;

class PgMessageStoreReadsTest extends MessageStoreReads {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.migrated("messages");

    @Override
    protected MessageStore store(Vertx vertx) {
        return PgStores.open(vertx, DATABASE.options());
    }
}
