package dev.parley.bench.load;

/** A contender cannot be had on this machine; the message says what is missing, to be read after its name. */
public final class Unavailable extends LoadException {

    private static final long serialVersionUID = 1L;

    /** Says what is missing. */
    public Unavailable(String message) {
        super(message);
    }
}
