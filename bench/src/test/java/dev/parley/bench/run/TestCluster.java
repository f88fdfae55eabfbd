package dev.parley.bench.run;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Nodes of one cluster on this machine, each a process of its own, on one data directory. */
final class TestCluster implements AutoCloseable {

    private static final List<String> MEMORY = List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Path directory;
    private final List<Integer> ports = new ArrayList<>();
    private final List<ServerProcess> nodes = new ArrayList<>();

    /** Starts so many nodes; returns when all are ready. */
    TestCluster(Path directory, int size) {
        this.directory = directory;
        Settings.write(settings(), "parley-fault-test", Ports.free());
        for (int i = 0; i < size; i++) {
            ports.add(Ports.free());
        }
        try {
            nodes.add(launch(0, "run"));
            nodes.getFirst().awaitReady();
            for (int i = 1; i < size; i++) {
                nodes.add(launch(i, "join"));
            }
            nodes.forEach(ServerProcess::awaitReady);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    List<URI> addresses() {
        return ports.stream()
                .map(port -> URI.create("http://127.0.0.1:" + port))
                .toList();
    }

    /** Ends a node at once, as a crash would. */
    void kill(int node) throws InterruptedException {
        nodes.get(node).process().destroyForcibly().waitFor();
    }

    /** Starts a killed node again; returns when it is ready. */
    void restart(int node) {
        nodes.set(node, launch(node, "join"));
        nodes.get(node).awaitReady();
    }

    private ServerProcess launch(int node, String verb) {
        return ServerProcess.launch(
                "node" + node,
                MEMORY,
                Settings.command(verb, ports.get(node), directory.resolve("data"), settings()),
                directory);
    }

    private Path settings() {
        return directory.resolve("test.yaml");
    }

    @Override
    public void close() {
        nodes.forEach(ServerProcess::close);
        Leftovers.clean(directory);
    }
}
