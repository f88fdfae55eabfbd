package dev.parley.messages;

import dev.parley.platform.PostgresOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The epoch of the logs: a number that changes when the database was put back to an earlier state, so that no cursor of the time that is lost is taken for one of these logs. */
public final class Epoch {

    private Epoch() {}

    /** Begins a new epoch and answers its number; to be called while no node runs. Blocks. A repeat begins another one, which costs clients nothing but what they fetch. */
    public static long begin(PostgresOptions options) {
        try (Connection connection =
                        DriverManager.getConnection(options.jdbcUrl(), options.user(), options.password());
                Statement statement = connection.createStatement();
                ResultSet begun = statement.executeQuery("SELECT messages.begin_epoch()")) {
            begun.next();
            return begun.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("No epoch can begin: " + e.getMessage(), e);
        }
    }
}
