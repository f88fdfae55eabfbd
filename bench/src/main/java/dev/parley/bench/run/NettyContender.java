package dev.parley.bench.run;

import dev.parley.bench.load.Contender;
import dev.parley.bench.load.Plan;
import dev.parley.bench.load.Progress;
import dev.parley.bench.load.RelayDialect;
import dev.parley.bench.load.Server;
import dev.parley.bench.peer.BareNetty;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** A bare Netty server as a contender: the floor for a server on the JVM. */
final class NettyContender implements Contender {

    private final Path directory;
    private List<String> rooms = List.of();

    NettyContender(Path directory) {
        this.directory = directory;
    }

    @Override
    public String name() {
        return "netty";
    }

    @Override
    public String about() {
        return "a bare Netty server (epoll, an event loop for each core) that builds a frame once,"
                + " writes it to all, and flushes when all that waits is written; it stores nothing and checks no right";
    }

    @Override
    public void prepare(Plan plan, Progress progress) {
        rooms = plan.seats();
    }

    @Override
    public Server start() {
        int port = Ports.free();
        ServerProcess process = ServerProcess.start(
                "netty",
                NodeJvm.MEMORY,
                List.of(
                        "-Dlogback.configurationFile=" + Bench.LOGGING,
                        BareNetty.class.getName(),
                        String.valueOf(port)),
                directory);
        return new StartedServer(process, new RelayDialect(URI.create("http://127.0.0.1:" + port)), rooms);
    }

    @Override
    public void close() {}
}
