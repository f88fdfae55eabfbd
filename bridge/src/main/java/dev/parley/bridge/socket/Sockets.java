package dev.parley.bridge.socket;

import dev.parley.bridge.BridgeOptions;
import dev.parley.bridge.auth.Limits;
import dev.parley.bridge.auth.Visitors;
import dev.parley.bridge.http.Replies;
import dev.parley.contracts.Failure;
import dev.parley.contracts.Failures;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Where sockets come in: the plain WebSocket, and SockJS. Whoever may not come is told before the protocol changes. */
public final class Sockets {

    /** The path of the plain WebSocket. */
    public static final String WEBSOCKET = "/eventbus/websocket";

    private static final String SOCKJS = "/eventbus";
    private static final String VERSION = "13";

    private final Hub hub;
    private final BridgeOptions options;
    private final Visitors visitors;
    private final Limits limits;
    private final LongSupplier admission;

    /** The WebSockets that SockJS has opened and not handed over yet: it keeps them to itself. */
    private final Map<HttpConnection, ServerWebSocket> beneath = new IdentityHashMap<>();

    /** The entrance to a hub; the admission says how many milliseconds a newcomer has to wait. */
    public Sockets(Hub hub, BridgeOptions options, Visitors visitors, Limits limits, LongSupplier admission) {
        this.hub = hub;
        this.options = options;
        this.visitors = visitors;
        this.limits = limits;
        this.admission = admission;
    }

    /** Changes a request to the plain WebSocket. */
    public void upgrade(HttpServerRequest request) {
        RuntimeException refusal = refusal(request);
        if (refusal == null && (request.method() != HttpMethod.GET || !request.canUpgradeToWebSocket())) {
            refusal = Failures.invalid("invalid_request", "This is the address of a WebSocket.");
        }
        if (refusal == null) {
            refusal = version(request);
        }
        if (refusal != null) {
            Replies.fail(request.response(), refusal);
            return;
        }
        String address = visitors.address(request);
        String device = visitors.device(request);
        request.toWebSocket()
                .onSuccess(socket -> WebSocketLink.open(socket, hub, address, device))
                .onFailure(failure -> Replies.fail(
                        request.response(), Failures.invalid("invalid_request", "The WebSocket cannot be opened.")));
    }

    private @Nullable RuntimeException refusal(HttpServerRequest request) {
        if (!visitors.welcome(request)) {
            return Failures.forbidden("origin_not_allowed", "Pages of this origin may not use Parley.");
        }
        long early = limits.connect(visitors.address(request));
        if (early > 0) {
            hub.parts.counters().refused.increment();
            return Failures.limited("rate_limited", "Too many connections come from this address.", early);
        }
        long wait = admission.getAsLong();
        if (wait > 0) {
            hub.parts.counters().refused.increment();
            return Failures.of(
                    Failure.UNAVAILABLE,
                    "draining",
                    "This node takes no more connections now. Connect again.",
                    new JsonObject().put("retryAfterMs", wait));
        }
        return null;
    }

    /** The library would take drafts of the standard too, whose frames are others, or refuse without a word. */
    private static @Nullable RuntimeException version(HttpServerRequest request) {
        return VERSION.equals(request.getHeader("Sec-WebSocket-Version")) ? null : Replies.ofStatus(426);
    }

    /** The request as SockJS is to see it, so that the WebSocket that it may open can be pinged. */
    public HttpServerRequest watched(HttpServerRequest request) {
        return options.sockjs()
                        && request.canUpgradeToWebSocket()
                        && request instanceof HttpServerRequestInternal upgradable
                ? new Watched(upgradable)
                : request;
    }

    private final class Watched extends HttpServerRequestWrapper {

        Watched(HttpServerRequestInternal request) {
            super(request);
        }

        @Override
        public Future<ServerWebSocket> toWebSocket() {
            return super.toWebSocket().map(opened -> {
                beneath.put(connection(), opened);
                return opened;
            });
        }
    }

    /** Mounts SockJS, where it is configured. */
    public void mount(Vertx vertx, Router router) {
        if (!options.sockjs()) {
            return;
        }
        SockJSHandlerOptions sockjs = new SockJSHandlerOptions()
                .setInsertJSESSIONID(false)
                .setRegisterWriteHandler(false)
                .setHeartbeatInterval(options.heartbeatMs())
                .setMaxBytesStreaming(options.maxWaitingBytes());
        sockjs.addDisabledTransport("HTML_FILE").addDisabledTransport("JSON_P");
        router.route(SOCKJS + "/*").handler(this::guard);
        if (options.sockjsFallbacks()) {
            router.post(SOCKJS + "/*").handler(BodyHandler.create(false).setBodyLimit(2L * options.maxFrameBytes()));
            router.post(SOCKJS + "/*").handler(Sockets::texts);
        } else {
            sockjs.addDisabledTransport("XHR").addDisabledTransport("EVENT_SOURCE");
        }
        router.route(SOCKJS + "/*")
                .subRouter(SockJSHandler.create(vertx, sockjs).socketHandler(this::accept));
    }

    private void guard(RoutingContext context) {
        // as the router understands the path, however it is written
        String path = context.normalizedPath().replaceFirst("/+$", "");
        boolean newcomer = path.endsWith("/websocket") || path.endsWith("/info");
        HttpServerRequest request = context.request();
        RuntimeException refusal = newcomer || !visitors.welcome(request) ? refusal(request) : null;
        if (refusal == null && path.endsWith("/websocket") && request.canUpgradeToWebSocket()) {
            refusal = version(request);
        }
        if (refusal == null) {
            context.next();
        } else {
            Replies.fail(context.response(), refusal);
        }
    }

    /** What is sent over plain HTTP must be a list of texts; the library takes other bodies for a fault of ours. */
    private static void texts(RoutingContext context) {
        if (context.request().path().endsWith("_send")) {
            try {
                JsonArray list = context.body().asJsonArray();
                if (list == null || list.isEmpty() || !list.stream().allMatch(String.class::isInstance)) {
                    throw new DecodeException();
                }
            } catch (RuntimeException e) {
                Replies.fail(context.response(), Failures.invalid("invalid_json", "The body must be a list of texts."));
                return;
            }
        }
        context.next();
    }

    private void accept(SockJSSocket socket) {
        HttpServerRequest request = socket.routingContext().request();
        String address = visitors.address(request);
        String device = visitors.device(request);
        ServerWebSocket opened = beneath.remove(request.connection());
        hub.execute(() -> {
            Connection connection = hub.open(new SockJsLink(socket, opened, hub), address, device);
            if (opened != null) {
                opened.pongHandler(pong -> hub.execute(connection::seen));
            }
            socket.closeHandler(closed -> hub.execute(connection::gone));
            socket.exceptionHandler(failure -> {});
            socket.handler(frame -> hub.execute(() -> receive(connection, frame)));
        });
    }

    private void receive(Connection connection, Buffer frame) {
        if (frame.length() > options.maxFrameBytes()) {
            connection.close(Closing.TOO_LARGE);
        } else {
            connection.receive(frame);
        }
    }
}
