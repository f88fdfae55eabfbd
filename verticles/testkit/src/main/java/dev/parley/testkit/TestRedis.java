package dev.parley.testkit;

import java.io.IOException;
import java.net.ServerSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.embedded.RedisServer;

/** Gives each test class a Redis of its own, which the test may stop and start. */
public final class TestRedis implements BeforeAllCallback, AfterAllCallback {

    private int port;
    private @Nullable RedisServer server;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        stop();
    }

    /** Starts it, empty, on the port it had before. */
    public void start() throws IOException {
        server = RedisServer.newRedisServer()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .setting("appendonly no")
                .build();
        server.start();
    }

    /** Stops it; a repeat is harmless. */
    public void stop() throws IOException {
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    /** Where it is. */
    public String uri() {
        return "redis://127.0.0.1:" + port;
    }
}
