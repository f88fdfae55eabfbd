package dev.parley.bench.run;

import dev.parley.bench.client.Account;
import dev.parley.bench.client.TokenSigner;
import dev.parley.bench.load.Contender;
import dev.parley.bench.load.ParleyDialect;
import dev.parley.bench.load.Plan;
import dev.parley.bench.load.Progress;
import dev.parley.bench.load.Server;
import dev.parley.bench.load.Town;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** A node of Parley as a contender: its people and rooms are put into its database once, its process is started anew for each run. */
final class ParleyContender implements Contender {

    private final Path directory;
    private List<Account> accounts = List.of();
    private List<String> rooms = List.of();

    ParleyContender(Path directory) {
        this.directory = directory;
    }

    @Override
    public String name() {
        return "parley";
    }

    @Override
    public String about() {
        return "Parley " + Flags.version()
                + ", one node" + (NodeJvm.here().trained() ? " started with what ./parley train has learned," : "")
                + " with its embedded PostgreSQL and Redis, as it comes but for the limits per address and person;"
                + " every message is committed with fsync before it is told to anybody";
    }

    @Override
    public void prepare(Plan plan, Progress progress) {
        Settings.write(directory.resolve("bench.yaml"), "parley-bench", Ports.free());
        int port = Ports.free();
        progress.step("parley: settling " + plan.people() + " people");
        Town town = new Town(plan.people(), plan.rooms(), 1);
        try (ServerProcess process = node(port);
                Database database = new Database(directory.resolve("data"))) {
            database.use(it -> {
                town.settle(it);
                WalFiles.use(it);
                return town;
            });
            TokenSigner signer = database.signer();
            accounts = IntStream.range(0, plan.people())
                    .mapToObj(person -> new Account(
                            Town.person(person).toString(),
                            "person" + person,
                            signer.sign(Town.person(person), Town.session(person)),
                            ""))
                    .toList();
        }
        rooms = IntStream.range(0, plan.people())
                .mapToObj(person -> Town.room(town.roomOf(person, 0)).toString())
                .toList();
    }

    @Override
    public Server start() {
        int port = Ports.free();
        return new StartedServer(
                node(port),
                new ParleyDialect(uri(port), accounts),
                rooms,
                () -> Leftovers.in(directory),
                this::transactions);
    }

    private double transactions() {
        try (Database database = new Database(directory.resolve("data"))) {
            return database.transactions();
        }
    }

    @Override
    public void close() {}

    private ServerProcess node(int port) {
        NodeJvm jvm = NodeJvm.here();
        return jvm.start(
                "parley",
                jvm.flags(),
                Settings.command("run", port, directory.resolve("data"), directory.resolve("bench.yaml")),
                directory);
    }

    private static URI uri(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }
}
