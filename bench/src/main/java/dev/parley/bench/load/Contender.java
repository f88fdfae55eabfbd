package dev.parley.bench.load;

import java.util.Optional;

/** A kind of server that is measured. */
public interface Contender extends AutoCloseable {

    /** Its name in the report. */
    String name();

    /** What it is and how it is set up, in a sentence. */
    String about();

    /** Makes the people and rooms of a plan, once for all repetitions; {@link Unavailable} when this machine has not what it needs. */
    void prepare(Plan plan, Progress progress);

    /** What a contender that has no sockets measures by itself; empty for all others. */
    default Optional<Measured> alone(Plan plan) throws InterruptedException {
        return Optional.empty();
    }

    /** Starts a fresh process. */
    Server start();

    /** Leaves nothing behind. */
    @Override
    void close();
}
