package dev.parley.node;

import dev.parley.bridge.BridgeOptions;
import dev.parley.bridge.BridgeVerticle;
import dev.parley.bridge.Edge;
import dev.parley.bridge.ops.OperationsVerticle;
import dev.parley.contracts.Addresses;
import dev.parley.contracts.Encodings;
import dev.parley.contracts.Services;
import dev.parley.messages.Epoch;
import dev.parley.messages.MessagesOptions;
import dev.parley.messages.MessagesVerticle;
import dev.parley.platform.JobCounts;
import dev.parley.platform.Migrations;
import dev.parley.platform.Postgres;
import dev.parley.platform.PostgresOptions;
import dev.parley.rooms.RoomsOptions;
import dev.parley.rooms.RoomsVerticle;
import dev.parley.rooms.Versions;
import dev.parley.users.PasswordHashing;
import dev.parley.users.UsersOptions;
import dev.parley.users.UsersVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node: the verticles and the edge that its settings name, on one clustered Vert.x. The same object in {@code main}, in tests and in benchmarks.
 *
 * <p>Starts in the order cluster, operations port, migrations, services, edge; ready means that all of it answers. Stops in the reverse order: not ready, sockets told when to come back, edge, services, cluster, so that nothing
 * that was accepted is dropped. The addresses of database and Redis must be known ({@link Embedded}).
 */
public final class Node {

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final List<String> SCHEMAS = List.of("users", "rooms", "messages");
    private static final Duration LONGEST_STEP = Duration.ofMinutes(2);
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(2);
    private static final int HASHING_THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    private static final int HASHING_WAITING = 64;

    private final NodeOptions options;
    private final Deque<String> deployments = new ArrayDeque<>();
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private Cluster.@Nullable Joined cluster;
    private volatile @Nullable Edge edge;
    private volatile @Nullable JobCounts jobs;
    private volatile boolean started;

    /** A node that is not started yet. */
    public Node(NodeOptions options) {
        this.options = options;
    }

    /** Migrates the schemas of the verticles that this node runs. Blocks. */
    public static int migrate(NodeOptions options) {
        return Migrations.run(options.database(), schemas(options));
    }

    /** Begins a new epoch, migrating all schemas first, whatever this node runs, and answers which; for a database that was put back to an earlier state. Blocks. */
    public static long beginEpoch(NodeOptions options) {
        Migrations.run(options.database(), SCHEMAS);
        Versions.renew(options.database());
        return Epoch.begin(options.database());
    }

    private static List<String> schemas(NodeOptions options) {
        return SCHEMAS.stream().filter(schema -> options.instances(schema) > 0).toList();
    }

    /**
     * Starts the node; complete when it is ready. Fails with {@link TimeoutException} when joining the cluster or starting the services takes more than two minutes; migrations may take as long as they need. A node that failed to
     * start is to be stopped.
     */
    public Future<Node> start() {
        return Cluster.join(options)
                .onSuccess(joined -> this.cluster = joined)
                .compose(joined -> startOperations(joined.vertx()))
                .timeout(LONGEST_STEP.toMinutes(), TimeUnit.MINUTES)
                .compose(done -> vertx().executeBlocking(() -> migrate(options)))
                .compose(scripts -> startVerticles(vertx()).timeout(LONGEST_STEP.toMinutes(), TimeUnit.MINUTES))
                .onSuccess(done -> started = true)
                .map(this);
    }

    /** Leaves in order; a repeat is harmless. */
    public Future<Void> stop() {
        if (cluster == null) {
            return Future.succeededFuture();
        }
        started = false;
        jobs = null;
        Edge leaving = edge;
        Future<Void> drained = leaving == null ? Future.succeededFuture() : leaving.drain();
        return drained.otherwiseEmpty()
                .compose(done -> undeployAll())
                .compose(done -> leaving == null
                        ? Future.succeededFuture()
                        : leaving.close().otherwiseEmpty())
                .onComplete(done -> closeResources())
                .eventually(() -> vertx().close())
                .onComplete(done -> cluster = null);
    }

    /** The clustered Vert.x of the node, once it is started. */
    public Vertx vertx() {
        if (cluster == null) {
            throw new IllegalStateException("the node is not started");
        }
        return cluster.vertx();
    }

    /** Where others reach the node's membership, as host:port. */
    public String clusterAddress() {
        if (cluster == null) {
            throw new IllegalStateException("the node is not started");
        }
        return cluster.address();
    }

    /** How many consumers all nodes have registered with the cluster. */
    public long registrations() {
        if (cluster == null) {
            throw new IllegalStateException("the node is not started");
        }
        return cluster.manager()
                .getHazelcastInstance()
                .getMultiMap("__vertx.subs")
                .size();
    }

    private Future<Void> startVerticles(Vertx vertx) {
        Services services = new Services(vertx, localServices());
        jobs = new JobCounts(pool("operations", STATEMENT_TIMEOUT), schemas(options));
        return startUsers(services)
                .compose(done -> startRooms(services))
                .compose(done -> startMessages(services))
                .compose(done -> startEdge(vertx, services));
    }

    private Future<Void> startUsers(Services services) {
        UsersOptions users = UsersOptions.fromJson(options.section("users"));
        PasswordHashing passwords = closing(new PasswordHashing(HASHING_THREADS, HASHING_WAITING));
        Postgres postgres = pool("users", STATEMENT_TIMEOUT);
        return deploy("users", () -> new UsersVerticle(users, postgres, services, passwords));
    }

    private Future<Void> startRooms(Services services) {
        RoomsOptions rooms = RoomsOptions.fromJson(options.section("rooms"));
        Postgres postgres = pool("rooms", STATEMENT_TIMEOUT);
        return deploy("rooms", () -> new RoomsVerticle(rooms, postgres, services));
    }

    private Future<Void> startMessages(Services services) {
        MessagesOptions messages = MessagesOptions.fromJson(options.section("messages"));
        Postgres posts = pool(
                "messages-posts",
                options.database().withPoolSize(2 * Math.max(1, options.instances("messages"))),
                MessagesVerticle.WRITE_TIMEOUT);
        Postgres writes = pool("messages-writes", MessagesVerticle.WRITE_TIMEOUT);
        Postgres reads = pool("messages-reads", MessagesVerticle.READ_TIMEOUT);
        return deploy("messages", () -> new MessagesVerticle(messages, posts, writes, reads, services));
    }

    private Future<Void> startEdge(Vertx vertx, Services services) {
        if (options.instances("bridge") == 0) {
            return Future.succeededFuture();
        }
        BridgeOptions bridge = bridgeOptions();
        Edge made = new Edge(vertx, services, bridge);
        edge = made;
        return made.start().compose(done -> deploy("bridge", () -> new BridgeVerticle(made, bridge, services)));
    }

    private BridgeOptions bridgeOptions() {
        String redis = options.section("redis").getString("uri");
        return BridgeOptions.fromJson(options.section("bridge").copy().put("redis", redis));
    }

    private Future<Void> startOperations(Vertx vertx) {
        OperationsVerticle operations = new OperationsVerticle(bridgeOptions(), this::health, this::metrics);
        return vertx.deployVerticle(operations)
                .onSuccess(id -> {
                    deployments.push(id);
                    LOG.info("Health and metrics are on port {}.", operations.port());
                })
                .mapEmpty();
    }

    private JsonObject health() {
        Edge there = edge;
        boolean ready = started && (there == null || there.ready());
        return new JsonObject().put("status", ready ? "up" : "down");
    }

    private Future<String> metrics() {
        Edge there = edge;
        JobCounts counted = jobs;
        String own = "# TYPE parley_encodings_total counter\nparley_encodings_total " + Encodings.total() + "\n"
                + (there == null ? "" : there.counters().text());
        return counted == null ? Future.succeededFuture(own) : counted.text().map(own::concat);
    }

    private Future<Void> deploy(String name, Supplier<Deployable> verticle) {
        int instances = options.instances(name);
        if (instances == 0) {
            return Future.succeededFuture();
        }
        return vertx().deployVerticle(verticle, new DeploymentOptions().setInstances(instances))
                .onSuccess(id -> {
                    deployments.push(id);
                    LOG.info("{} runs ({}).", name, instances);
                })
                .mapEmpty();
    }

    private Future<Void> undeployAll() {
        String id = deployments.poll();
        return id == null
                ? Future.succeededFuture()
                : vertx().undeploy(id).otherwiseEmpty().compose(done -> undeployAll());
    }

    /** A pool of this node; one that no verticle uses never connects. */
    private Postgres pool(String name, Duration statementTimeout) {
        return pool(name, options.database(), statementTimeout);
    }

    private Postgres pool(String name, PostgresOptions database, Duration statementTimeout) {
        Postgres postgres = Postgres.connect(vertx(), database, name, statementTimeout);
        closing(postgres::close);
        return postgres;
    }

    private <T extends AutoCloseable> T closing(T resource) {
        resources.push(resource);
        return resource;
    }

    private void closeResources() {
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (Exception e) {
                LOG.warn("{} did not close.", resource, e);
            }
        }
        resources.clear();
    }

    private Set<String> localServices() {
        Set<String> local = new HashSet<>();
        JsonObject addresses = new JsonObject()
                .put("users", Addresses.USERS)
                .put("rooms", Addresses.ROOMS)
                .put("messages", Addresses.MESSAGES);
        for (String name : addresses.fieldNames()) {
            if (options.instances(name) > 0) {
                local.add(addresses.getString(name));
            }
        }
        return local;
    }
}
