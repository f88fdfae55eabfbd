package dev.parley.bench.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.bench.check.Row;
import dev.parley.bench.load.LoadException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** The PostgreSQL and the Redis of a data directory that a node has made before, run here so that each can be broken for itself. */
final class Stores implements AutoCloseable {

    private static final int PATIENCE_MS = 5_000;

    private static final String LOG_SQL = """
            SELECT m.seq, m.rev, m.id, m.sender_id, m.key, m.kind = 0, m.content, m.deleted_at IS NOT NULL,
                coalesce((SELECT string_agg(e.one, ';' ORDER BY e.emoji) FROM (
                    SELECT r.emoji, r.emoji || ':' || string_agg(r.user_id::text, ',' ORDER BY r.user_id::text COLLATE "C") AS one
                    FROM messages.reactions r WHERE r.room_id = m.room_id AND r.seq = m.seq GROUP BY r.emoji) e), '')
            FROM messages.messages m WHERE m.room_id = ? ORDER BY m.seq""";

    private static final String TALLIES_SQL = """
            SELECT seq, emoji, coalesce(counted, 0), coalesce(there, 0)
            FROM (SELECT c.seq, c.emoji, c.count AS counted FROM messages.reaction_counts c WHERE c.room_id = ?) kept
            FULL JOIN (
                SELECT r.seq, r.emoji, count(*) AS there FROM messages.reactions r WHERE r.room_id = ? GROUP BY r.seq, r.emoji) found
                USING (seq, emoji)""";

    private static final String JOBS_SQL = """
            SELECT (SELECT count(*) FROM users.jobs WHERE dead_at IS NULL) + (SELECT count(*) FROM rooms.jobs WHERE dead_at IS NULL)
                + (SELECT count(*) FROM messages.jobs WHERE dead_at IS NULL)""";

    private static final String DEAD_JOBS_SQL = JOBS_SQL.replace("IS NULL", "IS NOT NULL");

    private final Path data;
    private final Path programs;
    private final int postgresPort;
    private final int redisPort;
    private final String postgresPassword;
    private final String redisPassword;

    /** Those of a data directory; neither runs yet. */
    Stores(Path data) {
        this.data = data;
        try (Stream<Path> found = Files.list(data.resolve("bin"))) {
            JsonNode known =
                    new ObjectMapper().readTree(data.resolve("embedded.json").toFile());
            programs = found.filter(path -> path.getFileName().toString().startsWith("postgres"))
                    .findFirst()
                    .orElseThrow()
                    .resolve("bin");
            postgresPort = known.path("postgres").path("port").asInt();
            postgresPassword = known.path("postgres").path("password").asText();
            redisPort = known.path("redis").path("port").asInt();
            redisPassword = known.path("redis").path("password").asText();
        } catch (IOException e) {
            throw new LoadException("The data directory " + data + " cannot be read: " + e.getMessage());
        }
    }

    int postgresPort() {
        return postgresPort;
    }

    int redisPort() {
        return redisPort;
    }

    String postgresPassword() {
        return postgresPassword;
    }

    String redisPassword() {
        return redisPassword;
    }

    void startPostgres() {
        control(
                "-w",
                "-t",
                "60",
                "-l",
                data.resolve("logs/postgres.log").toString(),
                "-o",
                "-p " + postgresPort,
                "start");
    }

    /** Stops PostgreSQL: smart, fast or immediate. */
    void stopPostgres(String mode) {
        control("-m", mode, "-w", "stop");
    }

    /** Ends PostgreSQL at once, as a crash would. */
    void killPostgres() {
        List<ProcessHandle> all = postgres();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
        try {
            Files.deleteIfExists(data.resolve("postgres/postmaster.pid"));
        } catch (IOException e) {
            throw new LoadException("postmaster.pid: " + e.getMessage());
        }
    }

    /** Stops every process of PostgreSQL without a word, or lets them go on. */
    void freezePostgres(boolean frozen) {
        List<ProcessHandle> all = postgres();
        if (all.isEmpty()) {
            throw new LoadException("PostgreSQL does not run.");
        }
        String signal = frozen ? "-STOP" : "-CONT";
        List<String> line = new ArrayList<>(List.of("kill", signal));
        all.forEach(process -> line.add(String.valueOf(process.pid())));
        if (!Shell.works(line.toArray(String[]::new))) {
            // some have ended meanwhile
            all.stream().filter(ProcessHandle::isAlive).forEach(process -> signal(process, signal));
        }
    }

    private static void signal(ProcessHandle process, String signal) {
        if (!Shell.works("kill", signal, String.valueOf(process.pid())) && process.isAlive()) {
            throw new LoadException("A process of PostgreSQL does not take " + signal + ".");
        }
    }

    private List<ProcessHandle> postgres() {
        try {
            long pid = Long.parseLong(Files.readAllLines(data.resolve("postgres/postmaster.pid"))
                    .getFirst()
                    .trim());
            return ProcessHandle.of(pid).stream()
                    .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    void startRedis() {
        Shell.run(
                data.resolve("bin/redis-server").toString(),
                data.resolve("redis/redis.conf").toString());
        Shell.await(() -> redisProcess().isPresent(), 10, "Redis did not start.");
    }

    /** Ends Redis at once. */
    void killRedis() {
        end(redisProcess().orElseThrow(() -> new LoadException("Redis does not run.")));
    }

    private static void end(ProcessHandle process) {
        process.destroyForcibly();
        process.onExit().join();
    }

    private Optional<ProcessHandle> redisProcess() {
        try {
            return redis("INFO server")
                    .lines()
                    .filter(line -> line.startsWith("process_id:"))
                    .flatMap(line ->
                            ProcessHandle.of(Long.parseLong(line.substring(11).trim())).stream())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Forgets all that Redis holds. */
    void emptyRedis() {
        try {
            String answer = redis("FLUSHALL");
            if (!answer.startsWith("+OK\r\n+OK")) {
                throw new LoadException("Redis does not forget: " + answer.strip());
            }
        } catch (IOException e) {
            throw new LoadException("Redis cannot be asked: " + e.getMessage());
        }
    }

    /** The log of a room as the database has it. */
    List<Row> log(String room) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(LOG_SQL)) {
            statement.setObject(1, UUID.fromString(room));
            List<Row> rows = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    rows.add(row(found));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new LoadException("The database cannot be read: " + e.getMessage());
        }
    }

    /** How often each emoji stands on a message, by count and by rows. */
    record Tally(long seq, String emoji, long counted, long there) {}

    /** The reactions of a room as the database counts and as it has them, all at one moment. */
    List<Tally> tallies(String room) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(TALLIES_SQL)) {
            statement.setObject(1, UUID.fromString(room));
            statement.setObject(2, UUID.fromString(room));
            List<Tally> tallies = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    tallies.add(new Tally(found.getLong(1), found.getString(2), found.getLong(3), found.getLong(4)));
                }
            }
            return tallies;
        } catch (SQLException e) {
            throw new LoadException("The database cannot be read: " + e.getMessage());
        }
    }

    /** How far each room has come. */
    Map<String, Long> revs() {
        try (Connection connection = connect();
                ResultSet found =
                        connection.createStatement().executeQuery("SELECT room_id, last_rev FROM messages.heads")) {
            Map<String, Long> revs = new HashMap<>();
            while (found.next()) {
                revs.put(found.getString(1), found.getLong(2));
            }
            return revs;
        } catch (SQLException e) {
            throw new LoadException("The database cannot be read: " + e.getMessage());
        }
    }

    /** What a setting of PostgreSQL is. */
    String setting(String name) {
        return value("SHOW " + name);
    }

    /** How many jobs of the services are still to be done. */
    long jobs() {
        return Long.parseLong(value(JOBS_SQL));
    }

    /** How many jobs of the services were put aside. */
    long deadJobs() {
        return Long.parseLong(value(DEAD_JOBS_SQL));
    }

    private String value(String sql) {
        try (Connection connection = connect();
                ResultSet found = connection.createStatement().executeQuery(sql)) {
            found.next();
            return found.getString(1);
        } catch (SQLException e) {
            throw new LoadException("The database cannot be read: " + e.getMessage());
        }
    }

    /** The definition of a function. */
    String function(String name) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement("SELECT pg_get_functiondef(?::regproc)")) {
            statement.setString(1, name);
            try (ResultSet found = statement.executeQuery()) {
                found.next();
                return found.getString(1);
            }
        } catch (SQLException e) {
            throw new LoadException("The database cannot be read: " + e.getMessage());
        }
    }

    /** Runs a statement. */
    void run(String sql) {
        try (Connection connection = connect()) {
            connection.createStatement().execute(sql);
        } catch (SQLException e) {
            throw new LoadException("The database does not do as told: " + e.getMessage());
        }
    }

    private static Row row(ResultSet found) throws SQLException {
        boolean text = found.getBoolean(6);
        return new Row(
                found.getLong(1),
                found.getLong(2),
                found.getString(3),
                found.getString(4),
                found.getString(5),
                text,
                found.getString(7),
                found.getBoolean(8),
                found.getString(9));
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postgresPort + "/parley?connectTimeout=5", "parley", postgresPassword);
    }

    private void control(String... arguments) {
        List<String> line = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            line.addAll(List.of("unshare", "-U"));
        }
        line.addAll(List.of(
                programs.resolve("pg_ctl").toString(),
                "-D",
                data.resolve("postgres").toString(),
                "-s"));
        line.addAll(List.of(arguments));
        Shell.run(line);
    }

    private String redis(String command) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", redisPort), PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
            String all = "AUTH " + redisPassword + "\r\n" + command + "\r\nQUIT\r\n";
            socket.getOutputStream().write(all.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Override
    public void close() {
        redisProcess().ifPresent(Stores::end);
        List<ProcessHandle> all = postgres();
        all.forEach(process -> Shell.works("kill", "-CONT", String.valueOf(process.pid())));
        if (!all.isEmpty()) {
            stopPostgres("fast");
        }
    }
}
