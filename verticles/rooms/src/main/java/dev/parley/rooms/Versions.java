package dev.parley.rooms;

import dev.parley.platform.PostgresOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** The versions of rooms and seats, of which clients keep the greatest. */
public final class Versions {

    private Versions() {}

    /** Gives everything a version that is greater than any was before; for a database that was put back to an earlier state, while no node runs. Blocks. A repeat does the same again. */
    public static void renew(PostgresOptions options) {
        try (Connection connection =
                        DriverManager.getConnection(options.jdbcUrl(), options.user(), options.password());
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT rooms.renew_versions()");
        } catch (SQLException e) {
            throw new IllegalStateException("Rooms get no new versions: " + e.getMessage(), e);
        }
    }
}
