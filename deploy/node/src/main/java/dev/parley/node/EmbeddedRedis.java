package dev.parley.node;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real Redis in the data directory, in a process of its own that outlives the node. Without it limits are counted by each node for itself. */
final class EmbeddedRedis {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);

    private final DataDirectory data;
    private JsonObject credentials;

    EmbeddedRedis(DataDirectory data) {
        this.data = data;
        this.credentials = data.credentials("redis");
    }

    /** Where it is, as the section {@code redis} of the settings. */
    JsonObject settings() {
        return new JsonObject().put("uri", "redis://:" + password() + "@127.0.0.1:" + port() + "/0");
    }

    /** Makes sure that it runs; says so in the log when it cannot. */
    void start() {
        credentials = data.credentials("redis");
        if (ask("PING").startsWith("+PONG")) {
            LOG.info("Redis was running already.");
            return;
        }
        leaveToStranger();
        Path program = Binaries.copy(Binaries.redis(), data.path("bin").resolve("redis-server"));
        if (!starts(program.toString()) && !starts("redis-server")) {
            LOG.warn("The embedded Redis does not start (it needs libssl 3, or a redis-server on the PATH):"
                    + " limits are counted by each node for itself.");
        }
    }

    /** Stops it; a repeat is harmless. */
    void stop() {
        // It holds counters of limits only; a save that fails would keep it from stopping.
        ask("SHUTDOWN NOSAVE");
    }

    /** Who has the port and does not know the password is somebody else; who was shown it now must not know it any more. */
    private void leaveToStranger() {
        if (!DataDirectory.free(port())) {
            int taken = port();
            credentials = data.renewed("redis");
            LOG.warn(
                    "Port {} of the embedded Redis was taken by another program: it listens on {} now.", taken, port());
        }
    }

    private boolean starts(String program) {
        Path home = data.path("redis");
        Path settings = home.resolve("redis.conf");
        try {
            Files.createDirectories(home);
            Files.writeString(
                    settings,
                    String.join(
                            "\n",
                            "bind 127.0.0.1",
                            "port " + port(),
                            "requirepass " + password(),
                            "daemonize yes",
                            "dir " + quoted(home),
                            "logfile " + quoted(data.path("logs").resolve("redis.log")),
                            "maxmemory 128mb",
                            "maxmemory-policy volatile-ttl",
                            "save \"\"",
                            ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            return Command.run(List.of(program, settings.toString())).code() == 0 && listens();
        } catch (StartException e) {
            return false;
        }
    }

    /** A path as one word of the configuration. */
    private static String quoted(Path path) {
        return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** The command returns when the daemon was made, which is a moment before it listens. */
    private boolean listens() {
        for (int tries = 0; tries < 100; tries++) {
            if (ask("PING").startsWith("+PONG")) {
                return true;
            }
            LockSupport.parkNanos(20_000_000);
        }
        return false;
    }

    private int port() {
        return credentials.getInteger("port");
    }

    private String password() {
        return credentials.getString("password");
    }

    private String ask(String command) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port()), 500);
            socket.setSoTimeout(2_000);
            socket.getOutputStream()
                    .write(("AUTH " + password() + "\r\n" + command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] answer = new byte[256];
            StringBuilder all = new StringBuilder();
            while (all.toString().lines().count() < 2) {
                int read = socket.getInputStream().read(answer);
                if (read < 0) {
                    break;
                }
                all.append(new String(answer, 0, read, StandardCharsets.US_ASCII));
            }
            return all.toString().lines().skip(1).findFirst().orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
