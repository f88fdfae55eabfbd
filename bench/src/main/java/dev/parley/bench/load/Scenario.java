package dev.parley.bench.load;

import dev.parley.bench.client.Sockets;
import java.util.List;

/** Something that people do with a chat server, done many times. */
public interface Scenario {

    /** Its name on the command line. */
    String name();

    /** What it does, in a sentence. */
    String about();

    /** The peers that can do it. */
    List<String> peers();

    /** Its size; the quick one only shows that it works. */
    Plan plan(boolean quick);

    /** Runs it once. */
    Measured run(Server server, Plan plan, Sockets sockets, Progress progress) throws InterruptedException;
}
