package dev.parley.bridge.socket;

/** The transport below a connection. Used on the event loop of its hub only. */
interface Link {

    /** Writes a frame, to be sent with the next flush. */
    void write(Frame frame);

    /** Writes several frames, to be sent with the next flush. */
    default void write(Batch batch) {
        batch.parts().forEach(part -> write(part.frame()));
    }

    /** Sends what was written. */
    void flush();

    /** The bytes that were written and have not reached the network yet. */
    long waiting();

    /** Asks the other side for a sign of life, with the next flush; false when this transport has no way to, and the other side has to give one by itself. */
    boolean ping();

    /** Ends the connection with a code that says what to do; when the other side does not read, the connection is cut soon. */
    void close(int code, String reason);

    /** Stops reading, until {@link #resume()}. */
    void pause();

    /** Reads on. */
    void resume();
}
