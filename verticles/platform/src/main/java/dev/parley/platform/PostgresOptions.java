package dev.parley.platform;

import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.time.Duration;
import java.util.Locale;

/**
 * Where the database is.
 *
 * @param host its name or address
 * @param port its port
 * @param database the database
 * @param user who connects
 * @param password the password of that user
 * @param sslMode {@code disable}, {@code prefer}, {@code require}, {@code verify_ca} or {@code verify_full}
 * @param poolSize connections of this node for each pool whose size is not its own affair
 */
public record PostgresOptions(
        String host, int port, String database, String user, String password, String sslMode, int poolSize) {

    /** What the sessions of Parley are called in the database. */
    static final String APPLICATION = "parley";

    /** Reads the options; every key but {@code sslMode} (disable) and {@code poolSize} (8) must be there. */
    public static PostgresOptions fromJson(JsonObject json) {
        return new PostgresOptions(
                json.getString("host"),
                json.getInteger("port"),
                json.getString("database"),
                json.getString("user"),
                json.getString("password"),
                json.getString("sslMode", "disable"),
                json.getInteger("poolSize", 8));
    }

    /** The same database with so many connections for each pool. */
    public PostgresOptions withPoolSize(int size) {
        return new PostgresOptions(host, port, database, user, password, sslMode, size);
    }

    /** The same database as JDBC names it, for migrations. */
    public String jdbcUrl() {
        String mode = sslMode.replace('_', '-');
        return "jdbc:postgresql://%s:%d/%s?sslmode=%s".formatted(host, port, database, mode);
    }

    PgConnectOptions connect(Duration statementTimeout) {
        return new PgConnectOptions()
                .setHost(host)
                .setPort(port)
                .setDatabase(database)
                .setUser(user)
                .setPassword(password)
                .setSslMode(SslMode.valueOf(sslMode.toUpperCase(Locale.ROOT)))
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheSqlLimit(8_192)
                .addProperty("application_name", APPLICATION)
                // A node that freezes inside a transaction must not hold its locks, nor commit when everybody has
                // looked.
                .addProperty("idle_in_transaction_session_timeout", "5000")
                .addProperty("synchronous_commit", "on")
                // A connection whose node has gone without a word is given back in half a minute, and not in two hours.
                .addProperty("tcp_keepalives_idle", "15")
                .addProperty("tcp_keepalives_interval", "5")
                .addProperty("tcp_keepalives_count", "3")
                .addProperty("statement_timeout", String.valueOf(statementTimeout.toMillis()));
    }
}
