package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.platform.PostgresOptions;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedTest {

    @TempDir
    Path directory;

    @Test
    void theServicesKeepTheirDataAndStandAKill() throws Exception {
        NodeOptions given = options(directory.resolve("a 'name' with spaces"));
        DataDirectory data = new DataDirectory(given.data());
        Embedded first = started(data, given);
        NodeOptions options = first.addresses(given);
        try {
            execute(options, "CREATE TABLE kept (n integer)");
            execute(options, "INSERT INTO kept VALUES (42)");
            assertThat(redisAnswers(options)).isTrue();

            long server =
                    Long.parseLong(Files.readAllLines(data.path("postgres").resolve("postmaster.pid"))
                            .getFirst());
            ProcessHandle killed = ProcessHandle.of(server).orElseThrow();
            killed.destroyForcibly();
            killed.onExit().join();
            Embedded second = started(data, given);
            assertThat(second.addresses(given)).isEqualTo(options);
            assertThat(number(options)).isEqualTo(42);

            Embedded adopting = started(data, given);
            assertThat(number(adopting.addresses(given))).isEqualTo(42);
        } finally {
            first.leave();
        }
        assertThatThrownBy(() -> number(options)).isInstanceOf(SQLException.class);
        assertThat(redisAnswers(options)).isFalse();
    }

    @Test
    void theDatabaseKeepsWhatItAcknowledges() throws Exception {
        NodeOptions given = options();
        Embedded embedded = started(new DataDirectory(given.data()), given);
        try (Connection connection = connect(embedded.addresses(given));
                Statement statement = connection.createStatement()) {
            for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
                try (ResultSet rows = statement.executeQuery("SHOW " + setting)) {
                    rows.next();
                    assertThat(rows.getString(1)).as(setting).isEqualTo("on");
                }
            }
        } finally {
            embedded.leave();
        }
    }

    @Test
    void aServiceWhosePortWasTakenBetweenTwoStartsTakesAnother() throws Exception {
        NodeOptions given = options();
        DataDirectory data = new DataDirectory(given.data());
        Embedded first = started(data, given);
        NodeOptions before = first.addresses(given);
        execute(before, "CREATE TABLE kept AS SELECT 42 AS n");
        first.leave();
        URI redis = URI.create(before.section("redis").getString("uri"));
        try (ServerSocket stranger = listen(before.database().port());
                ServerSocket other = listen(redis.getPort())) {
            Embedded second = started(data, given);
            NodeOptions after = second.addresses(given);
            try {
                stranger.setSoTimeout(1);
                assertThatThrownBy(stranger::accept)
                        .as("what it could ask for the password")
                        .isInstanceOf(SocketTimeoutException.class);
                assertThat(after.database().port()).isNotEqualTo(stranger.getLocalPort());
                assertThat(number(after)).isEqualTo(42);
                assertThat(URI.create(after.section("redis").getString("uri")).getPort())
                        .isNotEqualTo(other.getLocalPort());
                assertThat(redisAnswers(after)).isTrue();
                assertThat(after.section("redis").getString("uri")).doesNotContain(redis.getUserInfo());
                assertThat(started(data, given).addresses(given))
                        .as("and keeps it")
                        .isEqualTo(after);
            } finally {
                second.leave();
            }
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }

    @Test
    void theDatabaseWritesNoValuesIntoItsLogsAndKeepsThemForAWeek() throws Exception {
        NodeOptions given = options();
        DataDirectory data = new DataDirectory(given.data());
        Path logs = data.path("logs");
        Path first = Files.writeString(logs.resolve("postgres.log"), "Key (email)=(old@example.com)");
        Path old = Files.createFile(logs.resolve("postgres-old.log"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(7))));
        Embedded embedded = started(data, given);
        NodeOptions options = embedded.addresses(given);
        try {
            assertThat(first).content().doesNotContain("old@example.com");
            assertThat(old).doesNotExist();
            execute(options, "CREATE TABLE people (email text PRIMARY KEY)");
            add(options, "ada@example.com");
            assertThatThrownBy(() -> add(options, "ada@example.com")).hasMessageContaining("people_pkey");
            Path today = logs.resolve("postgres-"
                    + LocalDate.now(ZoneOffset.UTC).getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ROOT)
                    + ".log");
            while (!Files.exists(today) || !Files.readString(today).contains("people_pkey")) {
                Thread.onSpinWait();
            }
            assertThat(today).content().doesNotContain("ada@example.com");
        } finally {
            embedded.leave();
        }
        Files.writeString(data.path("postgres").resolve("postgresql.conf"), "nonsense");
        assertThatThrownBy(() -> started(data, given))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("postgres*.log in " + logs);
        assertThat(first).content().contains("postgresql.conf");
    }

    private static void add(NodeOptions options, String email) throws SQLException {
        try (Connection connection = connect(options);
                PreparedStatement statement = connection.prepareStatement("INSERT INTO people VALUES (?)")) {
            statement.setString(1, email);
            statement.execute();
        }
    }

    @Test
    void theServicesStayWhileAnotherNodeRuns() throws Exception {
        NodeOptions given = options();
        DataDirectory data = new DataDirectory(given.data());
        data.enter(new JsonObject().put("cluster", "127.0.0.1:5701"));
        assertThat(data.others()).isEmpty();
        Path self = data.path("nodes").resolve(ProcessHandle.current().pid() + ".json");
        ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
        String entry = Files.readString(self)
                .replace(
                        ProcessHandle.current()
                                .info()
                                .startInstant()
                                .orElseThrow()
                                .toString(),
                        parent.info().startInstant().orElseThrow().toString());
        Path other = Files.writeString(data.path("nodes").resolve(parent.pid() + ".json"), entry);
        Embedded embedded = started(data, given);
        embedded.leave();
        assertThat(number(embedded.addresses(given), "SELECT 1")).isEqualTo(1);
        Files.delete(other);
        embedded.leave();
        assertThatThrownBy(() -> number(embedded.addresses(given), "SELECT 1")).isInstanceOf(SQLException.class);
    }

    @Test
    void aDirectoryOfAnotherVersionIsRefused() throws IOException {
        Files.writeString(directory.resolve("version"), "99\n");
        assertThatThrownBy(() -> new DataDirectory(directory))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("written by another version of Parley (format 99");
    }

    @Test
    void ofNodesThatStartAtOnceOneChoosesThePortsAndPasswords() throws Exception {
        NodeOptions given = options();
        DataDirectory data = new DataDirectory(given.data());
        CyclicBarrier start = new CyclicBarrier(8);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<NodeOptions>> nodes = Stream.generate(() -> threads.submit(() -> {
                    start.await();
                    return new Embedded(data, given).addresses(given);
                }))
                .limit(8)
                .toList();
        threads.shutdown();
        assertThat(nodes).extracting(Future::get).containsOnly(nodes.getFirst().get());
    }

    @Test
    void aFirstStartThatWasInterruptedIsBegunAnew() throws Exception {
        NodeOptions given = options();
        DataDirectory data = new DataDirectory(given.data());
        Files.createFile(Files.createDirectory(data.path("postgres.draft")).resolve("PG_VERSION"));
        CompletableFuture<Embedded> interrupted = CompletableFuture.supplyAsync(() -> started(data, given));
        awaitFilesOfPostgres();
        ProcessHandle.current()
                .descendants()
                .filter(it -> it.info().command().orElse("").endsWith("initdb"))
                .forEach(ProcessHandle::destroyForcibly);
        assertThatThrownBy(interrupted::join).hasCauseInstanceOf(StartException.class);

        Embedded embedded = started(data, given);
        try {
            NodeOptions options = embedded.addresses(given);
            assertThat(number(options, "SELECT current_setting('max_connections')::integer"))
                    .isEqualTo(400);
            assertThat(number(options, "SELECT length(current_setting('unix_socket_directories'))"))
                    .isZero();
            assertThat(directory.toFile().list((all, name) -> name.startsWith("postgres.")))
                    .isEmpty();
        } finally {
            embedded.leave();
        }
    }

    @Test
    void aDatabaseThatTheLastStartDidNotComeToIsMade() throws Exception {
        NodeOptions given = options();
        DataDirectory data = new DataDirectory(given.data());
        Embedded first = started(data, given);
        try {
            NodeOptions options = first.addresses(given);
            execute(options.with("database", new JsonObject().put("name", "postgres")), "DROP DATABASE parley");
            assertThat(number(started(data, given).addresses(given), "SELECT 1"))
                    .isEqualTo(1);
        } finally {
            first.leave();
        }
    }

    @Test
    void aNodeThatIsToldToStopWhileItStartsStopsWhatItStarted() throws Exception {
        Process node = MainTest.start(List.of("--port", "0", "--data", directory.toString()));
        try (BufferedReader output = node.inputReader(StandardCharsets.UTF_8)) {
            awaitFilesOfPostgres();
            // Process.destroy would close the output that is read here.
            node.toHandle().destroy();
            assertThat(output.lines().toList()).anyMatch(line -> line.endsWith("Stopped."));
        }
        assertThat(node.waitFor()).isZero();
        assertThat(directory.resolve("nodes")).isEmptyDirectory();
        assertThat(directory.resolve("postgres")).isDirectoryNotContaining("glob:**/postmaster.pid");
    }

    @Test
    void aMigrationThatIsToldToStopStopsTheServicesThatItStarted() throws Exception {
        Path running = directory.resolve("postgres").resolve("postmaster.pid");
        Process migration = MainTest.start(List.of("migrate", "--data", directory.toString()));
        while (migration.isAlive() && !Files.exists(running)) {
            Thread.onSpinWait();
        }
        migration.toHandle().destroy();
        assertThat(migration.waitFor()).isNotZero();
        assertThat(running).doesNotExist();
    }

    private void awaitFilesOfPostgres() throws IOException {
        boolean begun = false;
        while (!begun) {
            try (DirectoryStream<Path> places = Files.newDirectoryStream(directory, "postgres*")) {
                for (Path place : places) {
                    begun |= !place.endsWith("postgres.draft") && Files.exists(place.resolve("PG_VERSION"));
                }
            }
        }
    }

    private static Embedded started(DataDirectory data, NodeOptions options) {
        Embedded embedded = new Embedded(data, options);
        embedded.start();
        return embedded;
    }

    private NodeOptions options() {
        return options(directory);
    }

    private static NodeOptions options(Path data) {
        return new NodeOptions(Config.defaults().put("data", data.toString()));
    }

    private static void execute(NodeOptions options, String sql) throws SQLException {
        try (Connection connection = connect(options);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int number(NodeOptions options) throws SQLException {
        return number(options, "SELECT n FROM kept");
    }

    private static int number(NodeOptions options, String sql) throws SQLException {
        try (Connection connection = connect(options);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static Connection connect(NodeOptions options) throws SQLException {
        PostgresOptions database = options.database();
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }

    private static boolean redisAnswers(NodeOptions options) {
        URI uri = URI.create(options.section("redis").getString("uri"));
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
