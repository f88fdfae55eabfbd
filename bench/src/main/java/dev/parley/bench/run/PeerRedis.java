package dev.parley.bench.run;

import dev.parley.bench.load.LoadException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;

/** A Redis for one peer: the program that a node starts; it keeps nothing. */
final class PeerRedis {

    private int port;
    private @Nullable RedisServer server;

    /** Starts it on a free port. */
    void start() {
        try {
            port = Ports.free();
            server = RedisServer.newRedisServer()
                    .port(port)
                    .setting("bind 127.0.0.1")
                    .setting("save \"\"")
                    .setting("appendonly no")
                    .build();
            server.start();
        } catch (IOException e) {
            throw new LoadException("Redis does not start: " + e.getMessage());
        }
    }

    /** Stops it; a repeat is harmless. */
    void stop() {
        try {
            if (server != null) {
                server.stop();
                server = null;
            }
        } catch (IOException e) {
            throw new LoadException("Redis does not stop: " + e.getMessage());
        }
    }

    /** Where programs find it. */
    String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Its process. */
    List<ProcessHandle> processes() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains("redis"))
                .filter(process -> process.info().commandLine().orElse("").contains(":" + port))
                .toList();
    }
}
