package dev.parley.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** The one PostgreSQL of a test process; started by its first user, stopped with the process. */
final class TestPostgres {

    static final String USER = "postgres";
    static final String PASSWORD = "postgres";

    private static final EmbeddedPostgres SERVER = start();

    private TestPostgres() {}

    static int port() {
        return SERVER.getPort();
    }

    static String url(String database) {
        return "jdbc:postgresql://localhost:" + port() + "/" + database;
    }

    static void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url("postgres"), USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes the server read its settings again; who connects after this is served by them. */
    static void reload() {
        String before = loaded();
        execute("SELECT pg_reload_conf()");
        while (loaded().equals(before)) {
            Thread.onSpinWait();
        }
    }

    private static String loaded() {
        try (Connection connection = DriverManager.getConnection(url("postgres"), USER, PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet time = statement.executeQuery("SELECT pg_conf_load_time()")) {
            time.next();
            return time.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "off")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "off")
                    .setServerConfig("max_connections", "400")
                    .setServerConfig("shared_buffers", "64MB")
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL does not start for the tests.", e);
        }
    }
}
