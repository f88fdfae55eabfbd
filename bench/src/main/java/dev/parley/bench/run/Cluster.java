package dev.parley.bench.run;

import dev.parley.bench.load.Probe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Nodes of one cluster on a directory, each a process of its own, with the services that the first of them runs for all. */
final class Cluster implements Site {

    private final Path directory;
    private final NodeJvm jvm;
    private final List<String> flags;
    private final List<Integer> ports = new ArrayList<>();
    private final List<ServerProcess> nodes = new ArrayList<>();

    /** Starts so many nodes one after another. */
    Cluster(Path directory, int size) {
        this(directory, size, NodeJvm.here(), NodeJvm.here().flags());
    }

    /** The same on another JVM, with these flags. */
    Cluster(Path directory, int size, NodeJvm jvm, List<String> flags) {
        this.directory = directory;
        this.jvm = jvm;
        this.flags = flags;
        Settings.write(directory.resolve("bench.yaml"), "parley-bench", Ports.free());
        for (int node = 0; node < size; node++) {
            int port = Ports.free();
            ports.add(port);
            nodes.add(start("node" + node, node == 0 ? "run" : "join", port));
        }
    }

    @Override
    public List<String> addresses() {
        return ports.stream().map(port -> "127.0.0.1:" + port).toList();
    }

    Database database() {
        return new Database(directory.resolve("data"));
    }

    /** Ends a node at once, as a crash would. */
    void kill(int node) throws InterruptedException {
        nodes.get(node).process().destroyForcibly().waitFor();
    }

    /** Stops a node in order and starts it again at the same port; returns when it is ready. */
    void restart(int node) throws InterruptedException {
        nodes.get(node).process().toHandle().destroy();
        nodes.get(node).process().waitFor();
        nodes.set(node, start("node" + node, "join", ports.get(node)));
    }

    /** Asks all nodes to stop, and waits until they have. */
    void stop() throws InterruptedException {
        for (ServerProcess node : nodes.reversed()) {
            node.process().toHandle().destroy();
            node.process().waitFor();
        }
    }

    private ServerProcess start(String name, String verb, int port) {
        return jvm.start(
                name,
                flags,
                Settings.command(verb, port, directory.resolve("data"), directory.resolve("bench.yaml")),
                directory);
    }

    @Override
    public double processor() {
        return sum(Probe::processor);
    }

    @Override
    public double services() {
        List<ProcessHandle> own =
                nodes.stream().map(node -> node.process().toHandle()).toList();
        return Probe.all(Leftovers.in(directory).stream().filter(process -> !own.contains(process)));
    }

    @Override
    public double resident() {
        return sum(Probe::resident);
    }

    @Override
    public double needed() {
        return sum(Probe::needed);
    }

    @Override
    public double heap() {
        return sum(Probe::heap);
    }

    @Override
    public void collect() {
        nodes.forEach(node -> new Probe(node.process().toHandle()).collect());
    }

    private double sum(ToDoubleFunction<Probe> of) {
        return nodes.stream()
                .filter(node -> node.process().isAlive())
                .mapToDouble(node -> of.applyAsDouble(new Probe(node.process().toHandle())))
                .sum();
    }

    @Override
    public void close() {
        for (ServerProcess node : nodes.reversed()) {
            node.close();
        }
    }
}
