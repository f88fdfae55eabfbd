package dev.parley.bench.run;

import dev.parley.bench.load.Dialect;
import dev.parley.bench.load.Plan;
import dev.parley.bench.load.Progress;
import dev.parley.bench.load.Server;
import dev.parley.bench.load.StockDialect;
import dev.parley.bench.load.Town;
import dev.parley.bench.peer.StockBridge;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** The stock Vert.x bridge as a contender. */
final class StockContender implements TownContender {

    private final Path directory;
    private List<String> rooms = List.of();

    StockContender(Path directory) {
        this.directory = directory;
    }

    @Override
    public String name() {
        return "stock";
    }

    @Override
    public String about() {
        return "the SockJS event-bus bridge of Vert.x " + Flags.vertxVersion()
                + " on a Vert.x clustered by Hazelcast, a process for each node, one HTTP server for each core, native transport,"
                + " clients on its raw WebSocket; it stores nothing and checks no right";
    }

    @Override
    public void prepare(Plan plan, Progress progress) {
        rooms = plan.seats();
    }

    @Override
    public void settle(Town town, Progress progress) {}

    @Override
    public String tongue() {
        return "stock";
    }

    @Override
    public String key() {
        return "none";
    }

    @Override
    public Server start() {
        int member = Ports.free();
        return start(member, member, 1);
    }

    @Override
    public Site start(int nodes) {
        int first = Ports.free();
        return new PeerSite(IntStream.range(0, nodes)
                .mapToObj(node -> start(node == 0 ? first : Ports.free(), first, node + 1))
                .toList());
    }

    /** Starts a bridge whose member of the cluster is at a port and becomes one of so many, with the first. */
    private Server start(int member, int first, int members) {
        int port = Ports.free();
        ServerProcess process = ServerProcess.start(
                "stock" + member,
                NodeJvm.MEMORY,
                List.of(
                        "-Dlogback.configurationFile=" + Bench.LOGGING,
                        StockBridge.class.getName(),
                        String.valueOf(port),
                        String.valueOf(member),
                        String.valueOf(first),
                        String.valueOf(members)),
                directory);
        Dialect dialect = new StockDialect(URI.create("http://127.0.0.1:" + port));
        return new StartedServer(process, dialect, rooms);
    }

    @Override
    public void close() {}
}
