package dev.parley.contracts;

import java.util.concurrent.atomic.LongAdder;

/** Counts how often an event was encoded in this process: once for the whole cluster is the promise. */
public final class Encodings {

    private static final LongAdder COUNT = new LongAdder();

    private Encodings() {}

    static void count() {
        COUNT.increment();
    }

    /** How many events this process has encoded since it started. */
    public static long total() {
        return COUNT.sum();
    }
}
