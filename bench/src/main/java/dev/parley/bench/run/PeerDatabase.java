package dev.parley.bench.run;

import dev.parley.bench.load.LoadException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL for one peer: the same program and settings as in Parley's data directory, so the same durability. It keeps its data from one start to the next. */
final class PeerDatabase {

    private static final Duration START = Duration.ofSeconds(60);

    private final Path directory;
    private @Nullable EmbeddedPostgres server;
    private int port;

    /** A database whose data are below a directory. */
    PeerDatabase(Path directory) {
        this.directory = directory.resolve("postgres");
    }

    /** Starts it. */
    void start() {
        boolean fresh = Files.notExists(directory);
        try {
            server = EmbeddedPostgres.builder()
                    .setDataDirectory(directory)
                    .setCleanDataDirectory(false)
                    .setLocaleConfig("locale", "C")
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("shared_buffers", "256MB")
                    .setServerConfig("max_wal_size", "2GB")
                    .setServerConfig("log_min_messages", "warning")
                    .setPGStartupWait(START)
                    .start();
            port = server.getPort();
            if (fresh) {
                use(WalFiles::use);
            }
        } catch (IOException e) {
            throw new LoadException("PostgreSQL does not start: " + e.getMessage());
        }
    }

    /** Stops it; a repeat is harmless. */
    void stop() {
        try {
            if (server != null) {
                server.close();
                server = null;
            }
        } catch (IOException e) {
            throw new LoadException("PostgreSQL does not stop: " + e.getMessage());
        }
    }

    int port() {
        return port;
    }

    /** Where programs find it. */
    String url() {
        return "postgresql://postgres:postgres@127.0.0.1:" + port + "/postgres";
    }

    /** Its processes. */
    List<ProcessHandle> processes() {
        return Leftovers.in(directory);
    }

    /** Runs statements. */
    void execute(String sql) {
        use(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        });
    }

    private interface Work {

        void with(Connection connection) throws SQLException;
    }

    private void use(Work work) {
        try (Connection connection =
                DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "")) {
            work.with(connection);
        } catch (SQLException e) {
            throw new LoadException("PostgreSQL does not do as told: " + e.getMessage());
        }
    }
}
