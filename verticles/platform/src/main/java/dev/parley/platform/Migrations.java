package dev.parley.platform;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schemas of the verticles to the state that this version needs.
 *
 * <p>Each verticle owns one schema and the scripts at {@code db/<schema>} on the class path; the tables of durable jobs ({@code db/jobs}) are in each, and their scripts are numbered in one line with those of every schema. Nodes that start together take turns by an advisory lock. Blocks: to
 * be called from {@code main} and tools.
 */
public final class Migrations {

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final long LOCK = 0x7061726c6579L;

    private Migrations() {}

    /** Migrates the schemas, in this order; returns how many scripts were run. A repeat runs none. */
    public static int run(PostgresOptions options, List<String> schemas) {
        try (Connection connection =
                        DriverManager.getConnection(options.jdbcUrl(), options.user(), options.password());
                Statement statement = connection.createStatement()) {
            awaitTurn(statement);
            int scripts = 0;
            for (String schema : schemas) {
                scripts += migrate(options, schema);
            }
            return scripts;
        } catch (SQLException e) {
            throw new IllegalStateException("The database cannot be migrated: " + e.getMessage(), e);
        }
    }

    private static void awaitTurn(Statement statement) throws SQLException {
        if (!isGiven(statement, "SELECT pg_try_advisory_lock(" + LOCK + ")")) {
            LOG.info("Another node migrates the database, which is waited for.");
            statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
        }
    }

    private static boolean isGiven(Statement statement, String sql) throws SQLException {
        try (ResultSet given = statement.executeQuery(sql)) {
            return given.next() && given.getBoolean(1);
        }
    }

    private static int migrate(PostgresOptions options, String schema) {
        int scripts = Flyway.configure()
                .dataSource(options.jdbcUrl(), options.user(), options.password())
                .schemas(schema)
                .defaultSchema(schema)
                .locations("classpath:db/jobs", "classpath:db/" + schema)
                .validateMigrationNaming(true)
                .load()
                .migrate()
                .migrationsExecuted;
        if (scripts > 0) {
            LOG.info("Migrated the schema {}: {} scripts.", schema, scripts);
        }
        return scripts;
    }
}
