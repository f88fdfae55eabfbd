package dev.parley.bench.load;

import java.util.List;

/** A fresh server process that is ready. */
public interface Server extends AutoCloseable {

    /** How a crowd talks to it. */
    Dialect dialect();

    /** The room of each seat. */
    List<String> rooms();

    /** What the process uses. */
    Probe probe();

    /** How many transactions its database has ended; NaN where nobody counts them. */
    default double transactions() {
        return Double.NaN;
    }

    /** Ends the process. */
    @Override
    void close();
}
