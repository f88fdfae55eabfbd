package dev.parley.bridge;

import dev.parley.bridge.http.ApiRoutes;
import dev.parley.bridge.http.Prelude;
import dev.parley.bridge.http.Replies;
import dev.parley.bridge.socket.Hub;
import dev.parley.bridge.socket.Sockets;
import dev.parley.contracts.Failures;
import dev.parley.contracts.Services;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Serves HTTP and sockets on one event loop; deploy as many as there are event loops, they share the port. The {@link Edge} must have been started. */
public final class BridgeVerticle extends VerticleBase {

    private static final int IDLE_SECONDS = 75;

    /** The library cuts a socket without a word, so it does so only far beyond the limit, within which the client is told. */
    private static final int CUT_OFF = 4;

    private static final int BACKLOG = 8_192;

    /** So long after the last answer must be there a server that leaves cuts what is still connected. */
    private static final int LAST_MS = 500;

    private final Edge edge;
    private final BridgeOptions options;
    private @Nullable Hub hub;
    private @Nullable HttpServer server;

    /** A part of a node's edge. The services are those of the edge, named here so that every verticle is made alike. */
    public BridgeVerticle(Edge edge, BridgeOptions options, Services services) {
        this.edge = edge;
        this.options = options;
        edge.requireSame(services);
    }

    @Override
    public Future<?> start() {
        Hub made = new Hub(vertx, edge.parts());
        hub = made;
        edge.attach(made);
        Sockets sockets = new Sockets(made, options, edge.visitors(), edge.limits(), edge::admission);
        Router router = router(made, sockets);
        HttpServer listening = vertx.createHttpServer(http())
                .invalidRequestHandler(BridgeVerticle::invalid)
                .requestHandler(request -> {
                    if (Sockets.WEBSOCKET.equals(request.path())) {
                        sockets.upgrade(request);
                    } else {
                        router.handle(sockets.watched(request));
                    }
                });
        server = listening;
        return listening.listen();
    }

    @Override
    public Future<?> stop() {
        if (hub != null) {
            hub.stop();
            edge.detach(hub);
        }
        return server == null
                ? Future.succeededFuture()
                : server.shutdown(options.answerMs() + LAST_MS, TimeUnit.MILLISECONDS);
    }

    /** The port that is served; -1 before it has started. */
    public int port() {
        return server == null ? -1 : server.actualPort();
    }

    private Router router(Hub hub, Sockets sockets) {
        Router router = Router.router(vertx);
        new Prelude(options, edge.visitors()).mount(router);
        sockets.mount(vertx, router);
        router.route("/*")
                .subRouter(new ApiRoutes(
                                edge.api(),
                                edge.calls(),
                                edge.tokens(),
                                edge.visitors(),
                                hub::takes,
                                options.answerMs())
                        .router(vertx));
        edge.web().mount(router);
        return router;
    }

    /** No compression anywhere: of requests because it hides their size, of answers and frames because it costs memory for each and forbids encoding once. */
    private HttpServerOptions http() {
        return new HttpServerOptions()
                .setHost(options.host())
                .setPort(options.port())
                .setAcceptBacklog(BACKLOG)
                .setIdleTimeout(IDLE_SECONDS)
                .setHandle100ContinueAutomatically(true)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setMaxWebSocketFrameSize(CUT_OFF * options.maxFrameBytes())
                .setMaxWebSocketMessageSize(CUT_OFF * options.maxFrameBytes());
    }

    private static void invalid(HttpServerRequest request) {
        Replies.fail(request.response(), Failures.invalid("invalid_request", "The request cannot be understood."));
        request.connection().close();
    }
}
