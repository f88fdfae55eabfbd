package dev.parley.bench.run;

import dev.parley.bench.load.Contender;
import dev.parley.bench.load.Plan;
import dev.parley.bench.load.Progress;
import dev.parley.bench.load.RelayDialect;
import dev.parley.bench.load.Server;
import dev.parley.bench.load.Unavailable;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Bun's WebSocket server as a contender: what one native thread can do. */
final class BunContender implements Contender {

    private final Path directory;
    private Path program = Path.of("");
    private String version = "";
    private List<String> rooms = List.of();

    BunContender(Path directory) {
        this.directory = directory;
    }

    @Override
    public String name() {
        return "bun";
    }

    @Override
    public String about() {
        return "Bun " + version + ", its WebSocket publish to a topic, one process with one thread, no compression;"
                + " it stores nothing and checks no right";
    }

    @Override
    public void prepare(Plan plan, Progress progress) {
        program = Npm.installed("bun", progress);
        // The package's own start script would download a binary; the one of the platform's package is here already.
        if (!Files.isExecutable(binary())) {
            throw new Unavailable("npm has no binary of it for this machine");
        }
        version = Programs.run(List.of(binary().toString(), "--version"), Map.of(), program)
                .strip();
        rooms = plan.seats();
    }

    @Override
    public Server start() {
        int port = Ports.free();
        ServerProcess process = ServerProcess.program(
                "bun",
                List.of(binary().toString(), program.resolve("server.js").toString(), String.valueOf(port)),
                Map.of(),
                directory);
        List<ProcessHandle> own = List.of(process.process().toHandle());
        return new ForeignServer(
                process,
                own,
                new RelayDialect(URI.create("http://127.0.0.1:" + port)),
                rooms,
                List::of,
                () -> ForeignServer.collect(directory, own),
                () -> ForeignServer.reserve(directory, own),
                () -> {});
    }

    @Override
    public void close() {}

    private Path binary() {
        String processor = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x64";
        Path packages = program.resolve("node_modules/@oven");
        Path named = packages.resolve("bun-linux-" + processor).resolve("bin");
        return Files.exists(named.resolve("bun.exe")) ? named.resolve("bun.exe") : named.resolve("bun");
    }
}
