package dev.parley.node;

import dev.parley.testkit.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Nodes of one cluster in this process, on a database of their own; started before a class, stopped after it. */
final class TestCluster implements BeforeAllCallback, AfterAllCallback {

    private final int size;
    private final UnaryOperator<NodeOptions> change;
    private final TestDatabase database;
    private final String name = "test-" + UUID.randomUUID();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final List<Integer> operationsPorts = new ArrayList<>();

    TestCluster(int size) {
        this(size, UnaryOperator.identity());
    }

    TestCluster(int size, UnaryOperator<NodeOptions> change) {
        this(size, change, TestDatabase.empty());
    }

    private TestCluster(int size, UnaryOperator<NodeOptions> change, TestDatabase database) {
        this.size = size;
        this.change = change;
        this.database = database;
    }

    /** Another cluster on the same database, without a node yet: its nodes and these hear nothing of each other. */
    TestCluster island() {
        return new TestCluster(0, change, database);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws TimeoutException {
        database.create();
        for (int i = 0; i < size; i++) {
            add();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws TimeoutException {
        stop();
        database.drop();
    }

    /** Stops the nodes, the last one first. */
    void stop() throws TimeoutException {
        for (Node node : nodes.reversed()) {
            node.stop().await(60, TimeUnit.SECONDS);
        }
        nodes.clear();
    }

    /** Starts one more node; gives its port. */
    int add() throws TimeoutException {
        int port = freePort();
        int operationsPort = freePort();
        JsonArray members = new JsonArray();
        nodes.forEach(node -> members.add(node.clusterAddress()));
        JsonObject where = database.options();
        NodeOptions options = change.apply(new NodeOptions(Config.defaults())
                .with(
                        "cluster",
                        new JsonObject().put("name", name).put("port", 5801).put("members", members))
                .with("database", where.put("name", where.getString("database")))
                .with("redis", new JsonObject().put("uri", "redis://127.0.0.1:1"))
                .with("bridge", new JsonObject().put("port", port).put("operationsPort", operationsPort)));
        Node node = new Node(options);
        nodes.add(node);
        ports.add(port);
        operationsPorts.add(operationsPort);
        node.start().await(90, TimeUnit.SECONDS);
        return port;
    }

    /** Where people reach a node, counted from 0. */
    int port(int index) {
        return ports.get(index);
    }

    /** Where health and metrics of a node are. */
    int operationsPort(int index) {
        return operationsPorts.get(index);
    }

    Node node(int index) {
        return nodes.get(index);
    }

    /** A free port below those that are handed out for outgoing connections, which would take it before it is used. */
    private static int freePort() {
        for (int i = 0; i < 100; i++) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 30_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IllegalStateException("No port from 10000 to 30000 is free.");
    }
}
