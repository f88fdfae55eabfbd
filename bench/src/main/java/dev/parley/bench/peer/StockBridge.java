package dev.parley.bench.peer;

import com.hazelcast.config.Config;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/**
 * The SockJS event-bus bridge of Vert.x as it comes, on a clustered Vert.x.
 *
 * <p>Clients publish to {@code room.<name>} and everybody who registered there gets it; {@code echo} answers a send, which tells a client that its frames before were handled. One HTTP server for each
 * core, native transport, no compression, the same collector and heap as Parley's node. It stores nothing and checks no right.
 */
public final class StockBridge {

    private StockBridge() {}

    /** Serves on the loopback; the arguments are the port, that of its member of the cluster, that of the first member, and how many members there are with it. */
    public static void main(String[] arguments) {
        int port = Integer.parseInt(arguments[0]);
        int cores = Runtime.getRuntime().availableProcessors();
        VertxOptions options = new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventBusOptions(new EventBusOptions().setHost("127.0.0.1"));
        HazelcastClusterManager cluster =
                new HazelcastClusterManager(hazelcast(Integer.parseInt(arguments[1]), arguments[2]));
        Vertx vertx = Vertx.builder()
                .with(options)
                .withClusterManager(cluster)
                .buildClustered()
                .await();
        if (cluster.getNodes().size() != Integer.parseInt(arguments[3])) {
            throw new IllegalStateException("The cluster has " + cluster.getNodes() + ".");
        }
        vertx.eventBus().localConsumer("echo", message -> message.reply(new JsonObject()));
        vertx.deployVerticle(() -> new Edge(port), new DeploymentOptions().setInstances(cores))
                .await();
        System.out.println("Ready at http://127.0.0.1:" + port);
    }

    private static Config hazelcast(int port, String first) {
        Config config = new Config().setClusterName("bench-stock");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.getNetworkConfig()
                .setPort(port)
                .setPortAutoIncrement(false)
                .getInterfaces()
                .setEnabled(true)
                .addInterface("127.0.0.1");
        config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true).addMember("127.0.0.1:" + first);
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        return config;
    }

    private static final class Edge extends VerticleBase {

        private static final int PATIENCE_MS = 300_000;

        private final int port;

        Edge(int port) {
            this.port = port;
        }

        @Override
        public Future<?> start() {
            SockJSBridgeOptions bridge = new SockJSBridgeOptions()
                    .setPingTimeout(PATIENCE_MS)
                    .addInboundPermitted(new PermittedOptions().setAddress("echo"))
                    .addInboundPermitted(new PermittedOptions().setAddressRegex("room\\..+"))
                    .addOutboundPermitted(new PermittedOptions().setAddressRegex("room\\..+"));
            Router router = Router.router(vertx);
            router.route("/eventbus*")
                    .subRouter(SockJSHandler.create(vertx, new SockJSHandlerOptions())
                            .bridge(bridge));
            return vertx.createHttpServer(new HttpServerOptions().setPerMessageWebSocketCompressionSupported(false))
                    .requestHandler(router)
                    .listen(port, "127.0.0.1");
        }
    }
}
