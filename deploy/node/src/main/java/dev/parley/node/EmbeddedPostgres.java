package dev.parley.node;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL in the data directory, in a process of its own that outlives the node: when a node is killed, the others go on, and the next start finds it running or starts it again.
 */
final class EmbeddedPostgres {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final String USER = "parley";
    private static final String DATABASE = "parley";
    private static final String DRAFT = "postgres.draft";

    /** The line of postmaster.pid that tells the port. */
    private static final int PORT_LINE = 4;

    private static final List<String> SETTINGS = List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=400",
            "shared_buffers=256MB",
            "max_wal_size=2GB",
            "log_min_messages=warning",
            "timezone=UTC",
            "log_timezone=UTC");

    /** How every start has it write logs: without values out of the tables, and a file for each day of the week, over that of a week ago. */
    private static final List<String> LOGGING = List.of(
            "log_error_verbosity=terse",
            "logging_collector=on",
            "log_filename=postgres-%a.log",
            "log_rotation_age=1d",
            "log_rotation_size=0",
            "log_truncate_on_rotation=on");

    /** A file of this day of the week that is older is not of this day. */
    private static final Duration WEEK_OF_LOGS = Duration.ofDays(6);

    private final Path home;
    private final Path cluster;
    private final Path logs;
    private final DataDirectory data;
    private final String password;
    private int port;

    EmbeddedPostgres(DataDirectory data) {
        this.data = data;
        this.home = data.path("bin").resolve("postgres-18.6");
        this.cluster = data.path("postgres");
        this.logs = data.path("logs");
        JsonObject credentials = data.credentials("postgres");
        this.port = credentials.getInteger("port");
        this.password = credentials.getString("password");
    }

    /** Where it is, as the section {@code database} of the settings. */
    JsonObject settings() {
        return new JsonObject()
                .put("host", "127.0.0.1")
                .put("port", port)
                .put("name", DATABASE)
                .put("user", USER)
                .put("password", password)
                .put("sslMode", "disable");
    }

    /** Makes sure that it runs. */
    void start() {
        port = data.credentials("postgres").getInteger("port");
        forgetDeadServer();
        if (isOurs() && answers()) {
            LOG.info("PostgreSQL was running already.");
        } else {
            startServer();
        }
        createDatabase();
    }

    /** Stops it; a repeat is harmless. */
    void stop() {
        if (!Files.exists(home)) {
            return;
        }
        control("-m", "fast", "-w", "stop");
    }

    private void startServer() {
        Binaries.unpack("/postgres-" + Binaries.platform() + ".txz", home);
        if (!Files.exists(cluster.resolve("PG_VERSION"))) {
            initialise();
        }
        sweepDrafts();
        leaveToStranger();
        sweepLogs();
        // What it says before it can write logs of its own.
        Path first = logs.resolve("postgres.log");
        Command.Result started = control("-w", "-t", "60", "-l", first.toString(), "-o", options(), "start");
        if (started.code() != 0 || !answers()) {
            throw new StartException("The embedded PostgreSQL does not start; postgres*.log in " + logs + " say why.");
        }
    }

    private String options() {
        StringBuilder options = new StringBuilder("-p " + port + " -c log_directory=" + quoted(logs.toString()));
        LOGGING.forEach(setting -> options.append(" -c ").append(setting));
        return options.toString();
    }

    /** A word of the command line that pg_ctl hands to a shell. */
    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** What the server does not write over by itself, because it did not run when the day began. */
    private void sweepLogs() {
        Instant oldest = Instant.now().minus(WEEK_OF_LOGS);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(logs, "postgres*.log")) {
            for (Path file : files) {
                if (file.endsWith("postgres.log")
                        || Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            LOG.warn("Old logs of PostgreSQL cannot be deleted: {}", e.toString());
        }
    }

    /** Makes the files under another name first, so that a start that is cut off leaves only drafts. Each has its own: into those of a killed node a program may still be writing. */
    private void initialise() {
        try {
            if (Files.exists(cluster) && !isEmpty(cluster)) {
                throw new StartException(cluster + " holds files that are no database of PostgreSQL; move it away.");
            }
            Path draft = Files.createTempDirectory(cluster.getParent(), DRAFT);
            Path secret = Files.createTempFile(cluster.getParent(), DRAFT, ".password");
            Files.writeString(secret, password);
            List<String> arguments = new ArrayList<>(List.of(
                    "-D",
                    draft.toString(),
                    "-U",
                    USER,
                    "--auth=scram-sha-256",
                    "--pwfile=" + secret,
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8"));
            SETTINGS.forEach(setting -> arguments.addAll(List.of("--set", setting)));
            Command.Result result = Command.run(program("initdb", arguments.toArray(String[]::new)));
            if (result.code() != 0) {
                throw new StartException("The embedded PostgreSQL cannot make its files: "
                        + result.output().strip());
            }
            Files.move(draft, cluster, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            return !files.iterator().hasNext();
        }
    }

    private void sweepDrafts() {
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(cluster.getParent(), DRAFT + "*")) {
            for (Path draft : drafts) {
                Binaries.delete(draft);
            }
        } catch (IOException e) {
            LOG.warn("What a start that was cut off has left cannot be deleted yet: {}", e.toString());
        }
    }

    /** Who has the port while no server of this directory runs is somebody else, stays, and is not shown the password. */
    private void leaveToStranger() {
        if (!Files.exists(pidFile()) && !DataDirectory.free(port)) {
            int taken = port;
            port = data.moved("postgres").getInteger("port");
            LOG.warn(
                    "Port {} of the embedded PostgreSQL was taken by another program: it listens on {} now.",
                    taken,
                    port);
        }
    }

    /** A killed server leaves its pid behind; when that is some other process by now, PostgreSQL would not start. */
    private void forgetDeadServer() {
        try {
            List<String> lines = pidLines();
            if (lines.isEmpty() || !isPostgres(Long.parseLong(lines.getFirst().trim()))) {
                Files.deleteIfExists(pidFile());
            }
        } catch (IOException | NumberFormatException e) {
            LOG.warn("{} cannot be read.", pidFile(), e);
        }
    }

    private static boolean isPostgres(long pid) {
        Optional<String> command = ProcessHandle.of(pid).flatMap(p -> p.info().command());
        return command.isPresent() && command.get().contains("postgres");
    }

    /** Whether a server of this directory, into which nobody else can write, has the port. */
    private boolean isOurs() {
        try {
            List<String> lines = pidLines();
            return lines.size() >= PORT_LINE && lines.get(PORT_LINE - 1).trim().equals(String.valueOf(port));
        } catch (IOException e) {
            LOG.warn("{} cannot be read.", pidFile(), e);
            return false;
        }
    }

    private Path pidFile() {
        return cluster.resolve("postmaster.pid");
    }

    private List<String> pidLines() throws IOException {
        return Files.exists(pidFile()) ? Files.readAllLines(pidFile(), StandardCharsets.ISO_8859_1) : List.of();
    }

    private boolean answers() {
        try (Connection connection = connect("postgres")) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    private void createDatabase() {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
            if (!found.next()) {
                statement.execute("CREATE DATABASE " + DATABASE);
            }
        } catch (SQLException e) {
            throw new StartException("The embedded PostgreSQL does not do as told: " + e.getMessage() + ".");
        }
    }

    /** Only who proves to know the password is believed, and nobody is told it. */
    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database
                        + "?connectTimeout=2&loginTimeout=5&requireAuth=scram-sha-256",
                USER,
                password);
    }

    private Command.Result control(String... arguments) {
        List<String> all = new ArrayList<>(List.of("-D", cluster.toString()));
        all.addAll(List.of(arguments));
        return Command.run(program("pg_ctl", all.toArray(String[]::new)));
    }

    private List<String> program(String name, String... arguments) {
        List<String> command = new ArrayList<>();
        if (Binaries.root()) {
            // PostgreSQL refuses to run as root; in a user namespace without a mapping it sees an ordinary user.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(home.resolve("bin").resolve(name).toString());
        command.addAll(List.of(arguments));
        return command;
    }
}
