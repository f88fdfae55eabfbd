package dev.parley.bridge.ops;

import dev.parley.bridge.BridgeOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Health and metrics, on a port of their own that is not for everybody. Deploy one for a node, before the rest is there. */
public final class OperationsVerticle extends VerticleBase {

    private final BridgeOptions options;
    private final Supplier<JsonObject> health;
    private final Supplier<Future<String>> metrics;
    private @Nullable HttpServer server;

    /**
     * The operations port of a node.
     *
     * @param options where it listens
     * @param health what is ready, with {@code status} {@code up} when everything is; asked at each request, must not block
     * @param metrics all metrics as Prometheus reads them; asked likewise; answered when it is known
     */
    public OperationsVerticle(BridgeOptions options, Supplier<JsonObject> health, Supplier<Future<String>> metrics) {
        this.options = options;
        this.health = health;
        this.metrics = metrics;
    }

    @Override
    public Future<?> start() {
        HttpServer listening = vertx.createHttpServer().requestHandler(this::handle);
        server = listening;
        return listening.listen(options.operationsPort(), options.operationsHost());
    }

    /** The port that is served; -1 before it has started. */
    public int port() {
        return server == null ? -1 : server.actualPort();
    }

    private void handle(HttpServerRequest request) {
        switch (request.path()) {
            case "/health/live" -> json(request, 200, new JsonObject().put("status", "up"));
            case "/health/ready" -> {
                JsonObject found = health.get();
                json(request, "up".equals(found.getString("status")) ? 200 : 503, found);
            }
            case "/metrics" ->
                metrics.get()
                        .onSuccess(text -> request.response()
                                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                                .end(text))
                        .onFailure(
                                fault -> request.response().setStatusCode(500).end());
            default -> request.response().setStatusCode(404).end();
        }
    }

    private static void json(HttpServerRequest request, int status, JsonObject body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body.toBuffer());
    }
}
