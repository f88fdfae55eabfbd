package dev.parley.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.bench.client.TokenSigner;
import dev.parley.bench.load.LoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;

/** The PostgreSQL that nodes run in their data directory; there while one of them is. */
public final class Database implements AutoCloseable {

    private final Connection connection;

    /** Connects to the database of a data directory. */
    public Database(Path data) {
        try {
            JsonNode postgres = new ObjectMapper()
                    .readTree(Files.readString(data.resolve("embedded.json")))
                    .path("postgres");
            String url = "jdbc:postgresql://127.0.0.1:" + postgres.path("port").asInt() + "/parley";
            connection = DriverManager.getConnection(
                    url, "parley", postgres.path("password").asText());
        } catch (IOException | SQLException e) {
            throw new LoadException("The database of the bench cannot be reached: " + e.getMessage());
        }
    }

    /** Something to do with the database. */
    public interface Work<T> {

        /** Does it. */
        T with(Connection connection) throws SQLException;
    }

    /** Does something with it. */
    public <T> T use(Work<T> work) {
        try {
            return work.with(connection);
        } catch (SQLException e) {
            throw new LoadException("The database of the bench does not do as told: " + e.getMessage());
        }
    }

    /** Signs tokens with the key that the nodes sign with now. */
    public TokenSigner signer() {
        return use(it -> {
            try (Statement statement = it.createStatement();
                    ResultSet key = statement.executeQuery("SELECT kid, private_key FROM users.signing_keys"
                            + " WHERE signs_from <= now() ORDER BY signs_from DESC LIMIT 1")) {
                key.next();
                byte[] stored = key.getBytes(2);
                // The first byte says that the rest is not encrypted, because the bench's settings have no secret.
                return new TokenSigner(key.getString(1), Arrays.copyOfRange(stored, 1, stored.length));
            }
        });
    }

    /** The one number that a query gives. */
    public double number(String sql) {
        return use(it -> {
            try (Statement statement = it.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getDouble(1);
            }
        });
    }

    /** How many transactions it has ended, of everybody. */
    public double transactions() {
        return number("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = 'parley'");
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new LoadException("The connection to the database did not close: " + e.getMessage());
        }
    }
}
