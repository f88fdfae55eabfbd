package dev.parley.messages;

import dev.parley.contracts.messages.Head;
import dev.parley.contracts.messages.MessagePage;
import dev.parley.platform.Ids;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A room, two people, and the store behind a desk: what the suites for every {@link MessageStore} begin with. */
@ExtendWith(VertxExtension.class)
abstract class MessageStoreRoom {

    protected final UUID room = Ids.next();
    protected final UUID alice = Ids.next();
    protected final UUID bob = Ids.next();
    protected Desk desk;
    private Vertx vertx;

    /** One more store on the same storage. */
    protected abstract MessageStore store(Vertx vertx);

    @BeforeEach
    void open(Vertx vertx) {
        this.vertx = vertx;
        desk = desk();
    }

    protected Desk desk() {
        return new Desk(vertx.getOrCreateContext(), store(vertx));
    }

    protected Head head() {
        return desk.ask(store -> store.heads(List.of(room))).getFirst().head();
    }

    protected MessagePage page(Span span) {
        return desk.history(room, span, alice);
    }
}
