package dev.parley.bench.run;

import dev.parley.bench.load.Contender;
import dev.parley.bench.load.LoadException;
import dev.parley.bench.load.Measured;
import dev.parley.bench.load.Metric;
import dev.parley.bench.load.Plan;
import dev.parley.bench.load.Progress;
import dev.parley.bench.load.Server;
import dev.parley.bench.load.Unavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The floor for sends: what PostgreSQL stores when nothing but pgbench runs Parley's statement with batches of the same size. */
final class PgbenchContender implements Contender {

    /** As many as a node has instances of the service that sends batches: each sends one after the other. */
    private static final int CLIENTS = 1;

    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");

    private final Path directory;
    private final PeerDatabase database;
    private Path program = Path.of("");
    private int batch;

    PgbenchContender(Path directory) {
        this.directory = directory;
        this.database = new PeerDatabase(directory);
    }

    @Override
    public String name() {
        return "pgbench";
    }

    @Override
    public String about() {
        return "pgbench runs Parley's own statement with " + CLIENTS + " client and batches of " + batch
                + " messages (half of what may wait, as while one batch is on its way the others gather)"
                + " on a PostgreSQL with the same settings; nothing else runs";
    }

    /** The tables are made by a node that uses the database once. */
    @Override
    public void prepare(Plan plan, Progress progress) {
        program = Programs.find("pgbench")
                .orElseThrow(() -> new Unavailable("there is no pgbench here (it comes with Debian's postgresql)"));
        batch = Math.max(1, plan.people() / CLIENTS / 2);
        database.start();
        Path settings = directory.resolve("bench.yaml");
        Settings.write(settings, "parley-bench-pgbench", Ports.free());
        try {
            Files.writeString(settings, """

                    database:
                      host: 127.0.0.1
                      port: %d
                      name: postgres
                      user: postgres
                      password: postgres
                    """.formatted(database.port()), StandardOpenOption.APPEND);
            ServerProcess.start(
                            "migrations",
                            NodeJvm.MEMORY,
                            Settings.command("run", Ports.free(), directory.resolve("data"), settings),
                            directory)
                    .close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            database.stop();
        }
    }

    @Override
    public Optional<Measured> alone(Plan plan) {
        database.start();
        try {
            run(plan, plan.warmUpSeconds());
            Measured measured = new Measured();
            measured.put(Metric.SENDS, run(plan, plan.seconds()) * batch);
            return Optional.of(measured);
        } finally {
            database.stop();
        }
    }

    /** Gives the batches that were committed in a second. */
    private double run(Plan plan, int seconds) {
        String said = Programs.run(
                List.of(
                        program.toString(),
                        "--no-vacuum",
                        "--protocol=prepared",
                        "--client=" + CLIENTS,
                        "--jobs=" + CLIENTS,
                        "--time=" + seconds,
                        "--define=batch=" + batch,
                        "--define=rooms=" + Math.max(1, plan.rooms() / CLIENTS),
                        "--file=" + Npm.kept("pgbench").resolve("post.sql"),
                        database.url()),
                Map.of(),
                directory);
        Matcher rate = RATE.matcher(said);
        if (!rate.find()) {
            throw new LoadException("pgbench does not tell its rate: " + said);
        }
        return Double.parseDouble(rate.group(1));
    }

    @Override
    public Server start() {
        throw new IllegalStateException("pgbench has no sockets.");
    }

    @Override
    public void close() {
        database.stop();
    }
}
