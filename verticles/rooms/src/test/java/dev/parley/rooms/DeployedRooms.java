package dev.parley.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Addresses;
import dev.parley.contracts.Caller;
import dev.parley.contracts.Envelope;
import dev.parley.contracts.Envelopes;
import dev.parley.contracts.EnvelopesCodec;
import dev.parley.contracts.Failures;
import dev.parley.contracts.Services;
import dev.parley.contracts.messages.Announcement;
import dev.parley.contracts.messages.MessageService;
import dev.parley.contracts.rooms.Access;
import dev.parley.contracts.rooms.MemberRef;
import dev.parley.contracts.rooms.NewRoom;
import dev.parley.contracts.rooms.RoomKind;
import dev.parley.contracts.rooms.RoomSeat;
import dev.parley.contracts.rooms.RoomService;
import dev.parley.contracts.rooms.RoomUpdate;
import dev.parley.contracts.rooms.SeatRole;
import dev.parley.contracts.users.Card;
import dev.parley.contracts.users.Cards;
import dev.parley.contracts.users.UserService;
import dev.parley.platform.Ids;
import dev.parley.platform.Postgres;
import dev.parley.platform.PostgresOptions;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The service of rooms deployed, with neighbours that answer as the test wants, and ears for everything that it tells. */
abstract class DeployedRooms {

    final Map<UUID, Card> people = new ConcurrentHashMap<>();
    final BlockingQueue<Announcement> announced = new LinkedBlockingQueue<>();
    final AtomicInteger refusals = new AtomicInteger();
    final AtomicInteger lostAnswers = new AtomicInteger();
    final BlockingQueue<JsonObject> published = new LinkedBlockingQueue<>();
    final BlockingQueue<Access> accesses = new LinkedBlockingQueue<>();
    final Caller ada = person("ada");
    final Caller ben = person("ben");
    final Caller cleo = person("cleo");
    Vertx vertx;
    Postgres postgres;
    RoomService rooms;
    MessageConsumer<JsonObject> users;

    /** The database of the class. */
    abstract TestDatabase database();

    @BeforeEach
    void deploy() {
        vertx = Vertx.vertx();
        EnvelopesCodec.register(vertx.eventBus());
        vertx.eventBus()
                .<Envelopes>consumer(
                        Addresses.EDGE,
                        batch -> batch.body().list().forEach(envelope -> published.add(seen(envelope))));
        vertx.eventBus().<JsonObject>consumer(Addresses.SEATS, news -> accesses.add(Access.decode(news.body())));
        users = Services.offer(vertx, Addresses.USERS, UserService.class, fakeUsers())
                .await();
        Services.offer(vertx, Addresses.MESSAGES, MessageService.class, fakeMessages())
                .await();
        postgres =
                Postgres.connect(vertx, PostgresOptions.fromJson(database().options()), "rooms", Duration.ofSeconds(5));
        postgres.query("DELETE FROM rooms.jobs").await();
        Services services = new Services(vertx, Set.of());
        rooms = services.rooms();
        vertx.deployVerticle(
                        () -> new RoomsVerticle(RoomsOptions.defaults(), postgres, services), new DeploymentOptions())
                .await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    UUID create(RoomKind kind) {
        return rooms.create(ada, new NewRoom("Room " + Ids.next(), kind, null, null))
                .await()
                .room()
                .id();
    }

    String name(UUID roomId) {
        return Objects.requireNonNull(rooms.get(ada, roomId).await().room().name());
    }

    Access access(UUID roomId, Caller who) {
        return rooms.access(Caller.SERVICE, new MemberRef(roomId, who.id())).await();
    }

    static RoomUpdate rename(UUID roomId, String name) {
        return new RoomUpdate(roomId, name, null, null);
    }

    static SeatRole role(RoomSeat of) {
        return Objects.requireNonNull(of.seat()).role();
    }

    Caller person(String username) {
        UUID id = Ids.next();
        people.put(id, new Card(id, username, username));
        return Caller.user(id, Ids.next(), false, "", "");
    }

    Caller admin(String username) {
        return Caller.user(person(username).id(), Ids.next(), true, "", "");
    }

    private static JsonObject seen(Envelope envelope) {
        return new JsonObject(envelope.frame());
    }

    String nextPublished(String type) throws InterruptedException {
        JsonObject frame = Objects.requireNonNull(published.poll(60, TimeUnit.SECONDS));
        assertThat(frame.getJsonObject("body").getString("type")).isEqualTo(type);
        return frame.getString("address");
    }

    JsonObject nextBody(String type) throws InterruptedException {
        JsonObject body =
                Objects.requireNonNull(published.poll(60, TimeUnit.SECONDS)).getJsonObject("body");
        assertThat(body.getString("type")).isEqualTo(type);
        return body;
    }

    Access nextAccess() throws InterruptedException {
        return Objects.requireNonNull(accesses.poll(60, TimeUnit.SECONDS));
    }

    Announcement nextAnnouncement() throws InterruptedException {
        return Objects.requireNonNull(announced.poll(60, TimeUnit.SECONDS));
    }

    List<String> announcements(int count) throws InterruptedException {
        List<String> types = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            types.add(nextAnnouncement().event().type());
        }
        return types;
    }

    private UserService fakeUsers() {
        return (UserService) Proxy.newProxyInstance(
                UserService.class.getClassLoader(), new Class<?>[] {UserService.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("cards");
                    List<?> ids = (List<?>) arguments[1];
                    return Future.succeededFuture(new Cards(ids.stream()
                            .map(people::get)
                            .flatMap(card -> Optional.ofNullable(card).stream())
                            .toList()));
                });
    }

    private MessageService fakeMessages() {
        return (MessageService) Proxy.newProxyInstance(
                MessageService.class.getClassLoader(),
                new Class<?>[] {MessageService.class},
                (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("announce");
                    if (refusals.getAndDecrement() > 0) {
                        return Future.failedFuture(Failures.unavailable("storage_unavailable", "Not now."));
                    }
                    ((List<?>) arguments[1]).forEach(told -> announced.add((Announcement) told));
                    return lostAnswers.getAndDecrement() > 0
                            ? Future.failedFuture("The answer was lost.")
                            : Future.succeededFuture();
                });
    }

    static String failure(Future<?> failing) {
        return Failures.reason(
                failing.transform(done -> Future.succeededFuture(done.cause())).await());
    }
}
