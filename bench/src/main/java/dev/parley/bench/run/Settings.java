package dev.parley.bench.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A node's settings for a crowd: everything as it comes, but for the limits that many people on one address would run into. */
public final class Settings {

    private static final String FILE = """
            log:
              level: warn
            cluster:
              name: %s
              port: %d
            users:
              accessTokenLasts: 12h
            bridge:
              host: 127.0.0.1
              operationsPort: 0
              framesPerSecond: 100000
              frameBurst: 100000
              connectionsPerSecond: 100000
              connectionBurst: 100000
              maxSocketsPerUser: 100000
              limits:
            %s""";

    private static final List<String> LIMITS = List.of(
            "register-address",
            "login-account",
            "login-address",
            "refresh-address",
            "requests-address",
            "sockets-address",
            "requests-user",
            "messages-user",
            "bytes-user",
            "typing-user",
            "rooms-user",
            "seats-user",
            "search-user");

    private Settings() {}

    /** Writes the settings for a cluster of a name whose first node is at a port. */
    public static void write(Path file, String cluster, int clusterPort) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, FILE.formatted(cluster, clusterPort, limits()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The section {@code limits} of the bridge's settings, where nothing comes too often. */
    public static String limits() {
        StringBuilder limits = new StringBuilder();
        LIMITS.forEach(limit -> limits.append("    ")
                .append(limit)
                .append(":\n      burst: 1000000000\n      perMinute: 1000000000\n"));
        return limits.toString();
    }

    /** The command line of a node: {@code run} or {@code join}. */
    public static List<String> command(String verb, int port, Path data, Path settings) {
        return List.of(
                "-Dlogback.configurationFile=conf/logback.xml",
                "dev.parley.node.Main",
                verb,
                "--port",
                String.valueOf(port),
                "--data",
                data.toString(),
                "--config",
                settings.toString());
    }
}
