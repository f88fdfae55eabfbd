package dev.parley.bridge;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.parley.contracts.Addresses;
import dev.parley.contracts.EnvelopesCodec;
import dev.parley.contracts.Services;
import dev.parley.contracts.messages.MessageService;
import dev.parley.contracts.rooms.RoomService;
import dev.parley.contracts.users.UserService;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** An edge with two event loops on a free port, over fakes at the addresses of the services. */
final class TestEdge implements AutoCloseable {

    static final JsonObject QUICK = new JsonObject()
            .put("host", "127.0.0.1")
            .put("port", 0)
            .put("repairMs", 100)
            .put("reorderMs", 20);

    final Vertx vertx = Vertx.vertx();
    final FakeUsers users = new FakeUsers();
    final TestBus bus = new TestBus(vertx);
    final FakeRooms rooms = new FakeRooms(bus);
    final FakeMessages messages = new FakeMessages(rooms, bus);

    /** What the clock of the machine is ahead of the time by. */
    volatile Duration ahead = Duration.ZERO;

    final Edge edge;
    final BridgeOptions options;
    final int port;
    final WebClient http;
    final WebSocketClient sockets;
    private final Map<UUID, UUID> sessions = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<BridgeVerticle> verticles = new CopyOnWriteArrayList<>();

    TestEdge() {
        this(new JsonObject());
    }

    TestEdge(JsonObject config) {
        EnvelopesCodec.register(vertx.eventBus());
        await(Services.offer(vertx, Addresses.USERS, UserService.class, users));
        await(Services.offer(vertx, Addresses.ROOMS, RoomService.class, rooms));
        await(Services.offer(vertx, Addresses.MESSAGES, MessageService.class, messages));
        options = BridgeOptions.fromJson(QUICK.copy().mergeIn(config));
        Services services = new Services(vertx, Set.of(Addresses.USERS, Addresses.ROOMS, Addresses.MESSAGES));
        edge = new Edge(vertx, services, options, () -> Instant.now().plus(ahead));
        await(edge.start());
        await(vertx.deployVerticle(
                () -> {
                    BridgeVerticle verticle = new BridgeVerticle(edge, options, services);
                    verticles.add(verticle);
                    return verticle;
                },
                new DeploymentOptions().setInstances(2)));
        port = verticles.getFirst().port();
        http = WebClient.create(
                vertx,
                new WebClientOptions()
                        .setDefaultPort(port)
                        .setDefaultHost("127.0.0.1")
                        .setFollowRedirects(false));
        sockets = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setMaxFrameSize(1 << 20)
                .setMaxMessageSize(1 << 20)
                .setMaxConnections(5_000));
    }

    @NullUnmarked
    static <T> T await(Future<T> future) {
        try {
            return future.await(20, SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    UUID person(String name) {
        UUID id = UUID.randomUUID();
        users.names.put(id, name);
        sessions.put(id, UUID.randomUUID());
        return id;
    }

    UUID session(UUID userId) {
        return Objects.requireNonNull(sessions.get(userId));
    }

    String token(UUID userId) {
        return users.key().token(userId, session(userId), false);
    }

    /** A socket without a session. */
    TestSocket connect() {
        return await(connect(new WebSocketConnectOptions()));
    }

    Future<TestSocket> connect(WebSocketConnectOptions to) {
        return sockets.connect(to.setHost("127.0.0.1").setPort(port).setURI("/eventbus/websocket"))
                .map(TestSocket::new);
    }

    /** A socket with a session of this person. */
    TestSocket connect(UUID userId) {
        TestSocket socket = connect();
        JsonObject answer = socket.call("session.open", new JsonObject().put("token", token(userId)));
        if (!"rec".equals(answer.getString("type"))) {
            throw new AssertionError(answer);
        }
        return socket;
    }

    HttpResponse<Buffer> send(HttpMethod method, String path, @Nullable UUID as, @Nullable JsonObject body) {
        HttpRequest<Buffer> request = http.request(method, path);
        if (as != null) {
            request.bearerTokenAuthentication(token(as));
        }
        return await(body == null ? request.send() : request.sendJsonObject(body));
    }

    @Override
    public void close() {
        await(edge.close());
        await(vertx.close());
    }
}
