package dev.parley.bench.prove;

import dev.parley.bench.client.Rest;
import dev.parley.bench.load.LoadException;
import dev.parley.bench.run.Leftovers;
import dev.parley.bench.run.Ports;
import dev.parley.bench.run.ServerProcess;
import dev.parley.bench.run.Settings;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A real installation to be broken: nodes, one PostgreSQL, one Redis, and the wires between them. */
final class Field implements AutoCloseable {

    private static final String SETTINGS = """
            log:
              level: warn
            cluster:
              name: parley-prove
              host: %s
              port: %d
              members: [%s]
            database:
              host: %s
              port: %d
              user: parley
              name: parley
              password: %s
            redis:
              uri: redis://:%s@%s:%d/0
            users:
              accessTokenLasts: 12h
            bridge:
              host: %s
              operationsHost: %s
              operationsPort: %d
              framesPerSecond: 100000
              frameBurst: 100000
              connectionsPerSecond: 100000
              connectionBurst: 100000
              maxSocketsPerUser: 100000
              limits:
            %s""";

    private final Thread atTheEnd = new Thread(this::abandon, "end what is broken");
    private final Path directory;
    private final List<Path> before;
    private final Net net;
    private final HttpClient http = Rest.client();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final List<Wire> postgresWires = new ArrayList<>();
    private final List<Wire> redisWires = new ArrayList<>();
    private final Stores stores;

    /**
     * Starts everything; returns when all nodes are ready.
     *
     * @param before directories of classes that replace some of the nodes' own
     * @param loopback whether nodes are to be on the loopback although they could be cut from each other
     */
    Field(Path directory, int size, List<Path> before, boolean loopback) {
        this.directory = directory;
        this.before = before;
        Runtime.getRuntime().addShutdownHook(atTheEnd);
        prepare();
        stores = new Stores(directory.resolve("data"));
        net = Net.of(size, loopback);
        try {
            stores.startPostgres();
            stores.startRedis();
            List<Integer> ports =
                    IntStream.range(0, size).mapToObj(node -> Ports.free()).toList();
            for (int node = 0; node < size; node++) {
                nodes.add(node(node, ports));
            }
            nodes.getFirst().launch();
            nodes.getFirst().awaitReady();
            nodes.stream().skip(1).forEach(NodeProcess::launch);
            nodes.forEach(NodeProcess::awaitReady);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** A node makes the data directory, with the programs of PostgreSQL and Redis, and the tables. */
    private void prepare() {
        List<String> migrate = List.of(
                "-Dlogback.configurationFile=conf/logback.xml",
                "dev.parley.node.Main",
                "migrate",
                "--data",
                directory.resolve("data").toString());
        ServerProcess process = ServerProcess.launch(
                "migrate",
                new ServerProcess.Surroundings(List.of(), java.util.Map.of(), ServerProcess.classPath(before)),
                List.of(),
                migrate,
                directory);
        try {
            if (!process.process().waitFor(2, TimeUnit.MINUTES)
                    || process.process().exitValue() != 0) {
                throw new LoadException(
                        "The database could not be made; " + directory.resolve("migrate.log") + " says why.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException("Interrupted.");
        } finally {
            process.close();
        }
    }

    private NodeProcess node(int node, List<Integer> ports) {
        String host = net.node(node);
        Wire postgres = new Wire(loops, net.postgres(), 0, stores.postgresPort());
        Wire redis = new Wire(loops, net.redis(), 0, stores.redisPort());
        postgresWires.add(postgres);
        redisWires.add(redis);
        String members = IntStream.range(0, ports.size())
                .filter(other -> other != node)
                .mapToObj(other -> '"' + net.node(other) + ':' + ports.get(other) + '"')
                .collect(Collectors.joining(", "));
        int port = Ports.free();
        int operations = Ports.free();
        Path settings = directory.resolve("node" + node + ".yaml");
        try {
            Files.writeString(
                    settings,
                    SETTINGS.formatted(
                            host,
                            ports.get(node),
                            members,
                            net.postgres(),
                            postgres.port(),
                            stores.postgresPassword(),
                            stores.redisPassword(),
                            net.redis(),
                            redis.port(),
                            host,
                            host,
                            operations,
                            Settings.limits()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new NodeProcess(
                "node" + node,
                directory,
                net.inside(node),
                before,
                Settings.command("run", port, directory.resolve("data" + node), settings),
                URI.create("http://" + host + ":" + port),
                URI.create("http://" + host + ":" + operations),
                http);
    }

    Net net() {
        return net;
    }

    Stores stores() {
        return stores;
    }

    HttpClient http() {
        return http;
    }

    List<NodeProcess> nodes() {
        return nodes;
    }

    NodeProcess node(int node) {
        return nodes.get(node);
    }

    List<URI> addresses() {
        return nodes.stream().map(NodeProcess::address).toList();
    }

    /** The calls to a node. */
    Rest rest(int node) {
        return new Rest(http, nodes.get(node).address());
    }

    Wire postgresWire(int node) {
        return postgresWires.get(node);
    }

    Wire redisWire(int node) {
        return redisWires.get(node);
    }

    /** Copies what the nodes have logged. */
    void writeLogs(Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".log")).toList()) {
                Files.copy(log, to.resolve(log.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(atTheEnd);
        } catch (IllegalStateException ending) {
            return;
        }
    }

    /** Ends everything when this process is told to end. */
    private void abandon() {
        nodes.parallelStream().forEach(NodeProcess::close);
        Leftovers.clean(directory);
        Net.Namespaces.remove(ProcessHandle.current().pid());
    }

    @Override
    public void close() {
        nodes.parallelStream().forEach(NodeProcess::close);
        postgresWires.forEach(Wire::close);
        redisWires.forEach(Wire::close);
        stores.close();
        net.close();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        http.close();
        Leftovers.clean(directory);
        forget();
    }
}
