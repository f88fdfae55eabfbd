package dev.parley.testkit;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives each test class a database of its own, copied from a migrated template.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final TestDatabase DATABASE = TestDatabase.migrated("messages");
 * }</pre>
 */
public final class TestDatabase implements BeforeAllCallback, AfterAllCallback {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Map<String, String> TEMPLATES = new ConcurrentHashMap<>();

    private final String version;
    private final String[] schemas;
    private String name = "";

    private TestDatabase(String version, String... schemas) {
        this.version = version;
        this.schemas = schemas;
    }

    /** A database with these schemas, migrated by the scripts at {@code db/<schema>} and {@code db/jobs}. */
    public static TestDatabase migrated(String... schemas) {
        return new TestDatabase("latest", schemas);
    }

    /** A database with these schemas as a former version of Parley left them, after the script of this number. */
    public static TestDatabase migratedUpTo(String version, String... schemas) {
        return new TestDatabase(version, schemas);
    }

    /** A database without anything. */
    public static TestDatabase empty() {
        return new TestDatabase("latest");
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        create();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        drop();
    }

    /** Makes the database; for tests that manage it themselves. */
    public void create() {
        String template = TEMPLATES.computeIfAbsent(version + ":" + String.join(",", schemas), key -> template());
        name = "test_" + COUNT.incrementAndGet();
        TestPostgres.execute("CREATE DATABASE " + name + " TEMPLATE " + template);
    }

    /** Drops the database, whoever is still connected. */
    public void drop() {
        TestPostgres.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }

    /** Ends every connection to the database: what clients see when the server restarts. */
    public void disconnectAll() {
        TestPostgres.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
    }

    /** Lets nobody connect any more, and ends who is connected, until called again with true. */
    public void allowConnections(boolean allowed) {
        TestPostgres.execute("ALTER DATABASE " + name + " ALLOW_CONNECTIONS " + allowed);
        if (!allowed) {
            disconnectAll();
        }
    }

    /** Makes the server answer whoever asks for TLS, with this certificate and key (PEM, readable by their owner only); until the process ends. */
    public void serveTls(Path certificate, Path key) {
        TestPostgres.execute("ALTER SYSTEM SET ssl_cert_file = '" + certificate + "'");
        TestPostgres.execute("ALTER SYSTEM SET ssl_key_file = '" + key + "'");
        TestPostgres.execute("ALTER SYSTEM SET ssl = on");
        TestPostgres.reload();
    }

    /** Where it is, as {@code PostgresOptions.fromJson} reads it. */
    public JsonObject options() {
        return new JsonObject()
                .put("host", "localhost")
                .put("port", TestPostgres.port())
                .put("database", name)
                .put("user", TestPostgres.USER)
                .put("password", TestPostgres.PASSWORD)
                .put("poolSize", 6);
    }

    private String template() {
        String template = "template_" + COUNT.incrementAndGet();
        TestPostgres.execute("CREATE DATABASE " + template);
        for (String schema : schemas) {
            Flyway.configure()
                    .dataSource(TestPostgres.url(template), TestPostgres.USER, TestPostgres.PASSWORD)
                    .schemas(schema)
                    .defaultSchema(schema)
                    .locations("classpath:db/jobs", "classpath:db/" + schema)
                    .target(version)
                    .load()
                    .migrate();
        }
        return template;
    }
}
