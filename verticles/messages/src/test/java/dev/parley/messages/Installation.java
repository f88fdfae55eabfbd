package dev.parley.messages;

import dev.parley.contracts.Addresses;
import dev.parley.contracts.Caller;
import dev.parley.contracts.Envelope;
import dev.parley.contracts.Envelopes;
import dev.parley.contracts.EnvelopesCodec;
import dev.parley.contracts.Failures;
import dev.parley.contracts.Services;
import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.MessageService;
import dev.parley.contracts.messages.PostMessage;
import dev.parley.contracts.messages.Posted;
import dev.parley.contracts.rooms.RoomService;
import dev.parley.platform.Ids;
import dev.parley.platform.Postgres;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.serviceproxy.ServiceException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The deployed verticle on a real database, with rooms in memory, and everything that it tells the edge. */
final class Installation {

    final FakeRooms rooms;
    final MessageService messages;
    private final Postgres writes;
    private final BlockingQueue<Envelope> told = new LinkedBlockingQueue<>();

    Installation(Vertx vertx, TestDatabase database) {
        EnvelopesCodec.register(vertx.eventBus());
        rooms = new FakeRooms(vertx);
        Services services = new Services(vertx, Set.of());
        messages = services.messages();
        vertx.eventBus()
                .<Envelopes>consumer(
                        Addresses.EDGE, batch -> told.addAll(batch.body().list()));
        Desk.done(Services.offer(vertx, Addresses.ROOMS, RoomService.class, rooms));
        writes = PgStores.writes(vertx, database.options());
        Desk.done(vertx.deployVerticle(new MessagesVerticle(
                MessagesOptions.defaults(),
                PgStores.posts(vertx, database.options()),
                writes,
                PgStores.reads(vertx, database.options()),
                services)));
    }

    /** A person who calls. */
    static Caller caller(UUID userId) {
        return Caller.user(userId, Ids.next(), false, "127.0.0.1", "test");
    }

    /** Posts a text under a key of its own. */
    ChatMessage says(UUID room, UUID sender, String content) {
        return post(room, sender, Ids.next().toString(), content, null).message();
    }

    Posted post(UUID room, UUID sender, String key, String content, @Nullable Long replyTo) {
        return Desk.done(messages.post(caller(sender), new PostMessage(room, key, content, replyTo)));
    }

    /** The next so many events of these types, in order; others are left out. */
    List<JsonObject> told(int count, String... types) {
        List<JsonObject> bodies = new java.util.ArrayList<>();
        Set<String> wanted = Set.of(types);
        while (bodies.size() < count) {
            JsonObject body = body(next());
            if (wanted.contains(body.getString("type"))) {
                bodies.add(body);
            }
        }
        return bodies;
    }

    /** The pool that the verticle writes with. */
    Postgres writes() {
        return writes;
    }

    /** The next event of a type; others are left out. */
    Envelope next(String type) {
        while (true) {
            Envelope envelope = next();
            if (type.equals(body(envelope).getString("type"))) {
                return envelope;
            }
        }
    }

    /** The next event. */
    Envelope next() {
        try {
            return Desk.present(told.poll(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonObject body(Envelope envelope) {
        return new JsonObject(envelope.frame()).getJsonObject("body");
    }

    /** The reason with which a call fails. */
    static String refusal(Future<?> call) {
        return Failures.reason(failure(call));
    }

    /** The failure of a call. */
    static ServiceException failure(Future<?> call) {
        try {
            Desk.done(call);
        } catch (ServiceException failure) {
            return failure;
        }
        throw new AssertionError("The call succeeded.");
    }
}
