package dev.parley.bench.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The files of a database's write-ahead log.
 *
 * <p>PostgreSQL fills each with zeros before its first use, while all commits wait, and uses them again after that: in a database that has run for a while there are only used ones. A new database would show the disk's time
 * for 16 MB in every percentile.
 */
final class WalFiles {

    private static final int FILES = 40;

    private WalFiles() {}

    /** Uses so many files once that no run of the bench needs a new one. */
    static void use(Connection database) throws SQLException {
        try (Statement statement = database.createStatement()) {
            for (int file = 0; file < FILES; file++) {
                statement.execute("SELECT pg_logical_emit_message(false, 'bench', 'x')");
                statement.execute("SELECT pg_switch_wal()");
            }
            statement.execute("CHECKPOINT");
        }
    }
}
