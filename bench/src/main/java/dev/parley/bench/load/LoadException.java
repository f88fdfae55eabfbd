package dev.parley.bench.load;

/** A run cannot go on; the message says why in one sentence. */
public class LoadException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** For this reason. */
    public LoadException(String message) {
        super(message);
    }
}
