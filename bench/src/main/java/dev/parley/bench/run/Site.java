package dev.parley.bench.run;

import java.util.List;

/** Servers that a crowd goes to, started anew, and what they use. */
interface Site extends AutoCloseable {

    /** Where each is, as {@code host:port}; there is a generator for each. */
    List<String> addresses();

    /** Processor time of the servers until now, in seconds. */
    double processor();

    /** Processor time of what they work with, such as a database, until now, in seconds. */
    double services();

    /** Resident memory of the servers, in KB. */
    double resident();

    /** Memory that the servers hold when they have just collected, in KB: of their Java heaps only what is used. */
    double needed();

    /** What the servers use of their Java heaps, in KB; not a number where they have none. */
    double heap();

    /** Runs the servers' collectors. */
    void collect();

    @Override
    void close();
}
