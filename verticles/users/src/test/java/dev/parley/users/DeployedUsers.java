package dev.parley.users;

import static dev.parley.users.Samples.CHEAP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Addresses;
import dev.parley.contracts.Caller;
import dev.parley.contracts.Envelope;
import dev.parley.contracts.Envelopes;
import dev.parley.contracts.EnvelopesCodec;
import dev.parley.contracts.Failures;
import dev.parley.contracts.Services;
import dev.parley.contracts.rooms.RoomService;
import dev.parley.contracts.users.UserService;
import dev.parley.platform.Postgres;
import dev.parley.platform.PostgresOptions;
import dev.parley.testkit.TestClock;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The service of people deployed, with a neighbour that notes whom it is to welcome, and ears for everything that the service tells. */
abstract class DeployedUsers {

    final TestClock clock = new TestClock();
    final PasswordHashing hashing = new PasswordHashing(2, 200, CHEAP, System::nanoTime);
    final BlockingQueue<UUID> welcomed = new LinkedBlockingQueue<>();
    final BlockingQueue<Envelope> published = new LinkedBlockingQueue<>();
    Vertx vertx;
    Postgres postgres;
    UserService users;
    MessageConsumer<JsonObject> rooms;

    /** The database of the class. */
    abstract TestDatabase database();

    @BeforeEach
    void deploy() {
        vertx = Vertx.vertx();
        EnvelopesCodec.register(vertx.eventBus());
        vertx.eventBus()
                .<Envelopes>consumer(
                        Addresses.EDGE, batch -> published.addAll(batch.body().list()));
        rooms = Services.offer(vertx, Addresses.ROOMS, RoomService.class, fakeRooms())
                .await();
        postgres =
                Postgres.connect(vertx, PostgresOptions.fromJson(database().options()), "users", Duration.ofSeconds(2));
        Services services = new Services(vertx, Set.of());
        users = services.users();
        vertx.deployVerticle(
                        () -> new UsersVerticle(UsersOptions.defaults(), postgres, services, hashing, clock),
                        new io.vertx.core.DeploymentOptions())
                .await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
        hashing.close();
    }

    UUID nextEndedSession() throws InterruptedException {
        Envelope envelope = Objects.requireNonNull(published.poll(60, TimeUnit.SECONDS));
        assertThat(envelope.kind()).isEqualTo(Envelope.Kind.SESSION_ENDED);
        return Objects.requireNonNull(envelope.subject());
    }

    RoomService fakeRooms() {
        return (RoomService) Proxy.newProxyInstance(
                RoomService.class.getClassLoader(), new Class<?>[] {RoomService.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("welcome");
                    assertThat(arguments[0]).isEqualTo(Caller.SERVICE);
                    welcomed.add((UUID) arguments[1]);
                    return Future.succeededFuture();
                });
    }

    static JsonObject segment(String token, int number) {
        byte[] bytes = Base64.getUrlDecoder().decode(token.split("\\.")[number]);
        return new JsonObject(new String(bytes, StandardCharsets.UTF_8));
    }

    static String failure(Future<?> failing) {
        return Failures.reason(
                failing.transform(done -> Future.succeededFuture(done.cause())).await());
    }
}
