package dev.parley.bench.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports that nobody listens on. */
public final class Ports {

    private static final int FIRST = 10_000;
    private static final int LAST = 30_000;
    private static final int TRIES = 100;

    private Ports() {}

    /** A port of the loopback that was free just now, below those that are handed out for outgoing connections: the many of a run would take it before it is used. */
    public static int free() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IllegalStateException("No port from " + FIRST + " to " + LAST + " is free.");
    }
}
