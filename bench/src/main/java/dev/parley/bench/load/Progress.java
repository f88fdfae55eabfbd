package dev.parley.bench.load;

/** Tells people what is being done. */
public interface Progress {

    /** The step that begins now. */
    void step(String what);
}
