package dev.parley.bench.load;

/** A kind of server that is measured. */
public interface Contender extends AutoCloseable {

    /** Its name in the report. */
    String name();

    /** What it is and how it is set up, in a sentence. */
    String about();

    /** Makes the people and rooms of a plan, once for all repetitions. */
    void prepare(Plan plan, Progress progress);

    /** Starts a fresh process. */
    Server start();

    /** Leaves nothing behind. */
    @Override
    void close();
}
