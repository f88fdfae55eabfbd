package dev.parley.platform;

import io.vertx.core.json.JsonObject;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
 * @param sslAuthority the PEM file of the authority that signed the server's certificate, for {@code verify_ca} and {@code verify_full}; otherwise empty
 * @param poolSize connections of this node for each pool whose size is not its own affair
 */
public record PostgresOptions(
        String host,
        int port,
        String database,
        String user,
        String password,
        String sslMode,
        String sslAuthority,
        int poolSize) {

    /** The database ends a session whose node has gone without a word in half a minute, so that it holds no lock for hours. */
    private static final String KEEP_ALIVE = URLEncoder.encode(
            "-c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3", StandardCharsets.UTF_8);

    /** What the sessions of Parley are called in the database. */
    static final String APPLICATION = "parley";

    /** Reads the options; every key but {@code sslMode} (disable), {@code sslAuthority} (none) and {@code poolSize} (8) must be there. */
    public static PostgresOptions fromJson(JsonObject json) {
        return new PostgresOptions(
                json.getString("host"),
                json.getInteger("port"),
                json.getString("database"),
                json.getString("user"),
                json.getString("password"),
                json.getString("sslMode", "disable"),
                json.getString("sslAuthority", ""),
                json.getInteger("poolSize", 8));
    }

    /** The same database with so many connections for each pool. */
    public PostgresOptions withPoolSize(int size) {
        return new PostgresOptions(host, port, database, user, password, sslMode, sslAuthority, size);
    }

    /** The same database as JDBC names it, for migrations. */
    public String jdbcUrl() {
        String authority =
                sslAuthority.isEmpty() ? "" : "&sslrootcert=" + URLEncoder.encode(sslAuthority, StandardCharsets.UTF_8);
        return "jdbc:postgresql://%s:%d/%s?sslmode=%s%s&loginTimeout=10&tcpKeepAlive=true&options=%s"
                .formatted(host, port, database, sslMode.replace('_', '-'), authority, KEEP_ALIVE);
    }

    PgConnectOptions connect(Duration statementTimeout) {
        return new PgConnectOptions()
                .setHost(host)
                .setPort(port)
                .setDatabase(database)
                .setUser(user)
                .setPassword(password)
                .setSslMode(SslMode.valueOf(sslMode.toUpperCase(Locale.ROOT)))
                .setSslOptions(tls())
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

    /** As libpq has it: what is not verified is encrypted, for whoever answers. */
    private ClientSSLOptions tls() {
        ClientSSLOptions tls = new ClientSSLOptions();
        if (!sslMode.startsWith("verify")) {
            tls.setTrustAll(true);
        } else {
            tls.setTrustOptions(new PemTrustOptions().addCertPath(sslAuthority))
                    .setHostnameVerificationAlgorithm(sslMode.equals("verify_full") ? "HTTPS" : "");
        }
        return tls;
    }
}
