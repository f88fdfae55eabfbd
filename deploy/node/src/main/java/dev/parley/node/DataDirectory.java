package dev.parley.node;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory that a machine's nodes share, for the eyes of its owner only: the data of the embedded services, their ports and passwords, the logs, and who is running.
 *
 * <p>Layout: {@code version}, {@code embedded.json}, {@code nodes/<pid>.json}, {@code postgres/}, {@code redis/}, {@code bin/}, {@code logs/}. Nodes that start or stop at the same time take turns by a
 * file lock, which the system releases when a process dies.
 */
final class DataDirectory {

    private static final String VERSION = "1";

    private final Path root;

    /** The directory at a path, made when it is not there; a {@link StartException} when another version wrote it. */
    DataDirectory(Path root) {
        this.root = root;
        try {
            Files.createDirectories(root);
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(root.resolve("nodes"));
            Files.createDirectories(root.resolve("logs"));
            Path version = root.resolve("version");
            // What was written just before a machine lost its power may be there and empty.
            if (!Files.exists(version) || Files.size(version) == 0) {
                Files.writeString(version, VERSION + "\n");
            }
            String found = Files.readString(version).trim();
            if (!found.equals(VERSION)) {
                throw new StartException("The data directory " + root + " was written by another version of Parley"
                        + " (format " + found + ", this version reads format " + VERSION + ").");
            }
        } catch (IOException e) {
            throw new StartException("The data directory " + root + " cannot be used: " + e + ".");
        }
    }

    Path path(String name) {
        return root.resolve(name);
    }

    /** Runs something while no other node of this directory, and no other thread of this one, starts or stops. */
    <T> T exclusively(java.util.function.Supplier<T> work) {
        // The file lock is one of the process: a second thread would not wait for it but fail.
        synchronized (DataDirectory.class) {
            try (FileChannel channel = FileChannel.open(
                            root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                return work.get();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The port and password of an embedded service; chosen once, and kept unless a stranger takes the port. */
    JsonObject credentials(String service) {
        JsonObject known = embedded().getJsonObject(service);
        return known != null
                ? known
                : keep(service, new JsonObject().put("port", freePort()).put("password", password()));
    }

    /** Another port for an embedded service, with the password that it has. */
    JsonObject moved(String service) {
        return keep(service, credentials(service).put("port", freePort()));
    }

    /** Another port and another password for an embedded service. */
    JsonObject renewed(String service) {
        return keep(service, moved(service).put("password", password()));
    }

    /** Whether something could listen on a port of this machine. */
    static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private JsonObject embedded() {
        Path file = root.resolve("embedded.json");
        return Files.exists(file) ? read(file) : new JsonObject();
    }

    private JsonObject keep(String service, JsonObject credentials) {
        write(root.resolve("embedded.json"), embedded().put(service, credentials));
        return credentials;
    }

    private static String password() {
        byte[] password = new byte[24];
        new SecureRandom().nextBytes(password);
        return HexFormat.of().formatHex(password);
    }

    /** Notes that a node runs: where others reach it. */
    void enter(JsonObject node) {
        ProcessHandle self = ProcessHandle.current();
        write(root.resolve("nodes").resolve(self.pid() + ".json"), node.copy().put("started", started(self)));
    }

    /** Notes that this process's node does not run any more. */
    void leave() {
        try {
            Files.deleteIfExists(
                    root.resolve("nodes").resolve(ProcessHandle.current().pid() + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The other nodes that run on this directory; what dead ones left is swept. */
    List<JsonObject> others() {
        List<JsonObject> nodes = new ArrayList<>();
        try (Stream<Path> files = Files.list(root.resolve("nodes"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                long pid = Long.parseLong(file.getFileName().toString().replace(".json", ""));
                if (pid == ProcessHandle.current().pid()) {
                    continue;
                }
                JsonObject node = read(file);
                if (runs(pid, node)) {
                    nodes.add(node);
                } else {
                    Files.deleteIfExists(file);
                }
            }
            return nodes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the process is the one that wrote the entry, and not a later one with its number; one that has ended has no command any more, also while its parent has not taken notice. */
    private static boolean runs(long pid, JsonObject node) {
        return ProcessHandle.of(pid)
                .filter(process -> process.info().command().isPresent()
                        || process.info().commandLine().isPresent())
                .filter(process -> started(process).equals(node.getString("started")))
                .isPresent();
    }

    private static String started(ProcessHandle process) {
        return process.info().startInstant().map(Object::toString).orElse("");
    }

    private static JsonObject read(Path file) {
        try {
            return new JsonObject(Files.readString(file));
        } catch (IOException | DecodeException e) {
            throw new StartException("The file " + file + " cannot be read: " + e.getMessage() + ".");
        }
    }

    private static void write(Path file, JsonObject json) {
        try {
            Path draft = Files.createTempFile(
                    file.getParent(),
                    "draft",
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, json.encodePrettily(), StandardOpenOption.WRITE, StandardOpenOption.SYNC);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A free port below those that systems hand out for outgoing connections, which would take it some day. */
    private static int freePort() {
        SecureRandom random = new SecureRandom();
        for (int tries = 0; tries < 1_000; tries++) {
            int port = random.nextInt(15_000, 30_000);
            if (free(port)) {
                return port;
            }
        }
        throw new StartException("No port from 15000 to 30000 is free for the embedded services.");
    }
}
