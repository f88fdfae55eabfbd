package dev.parley.node;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks the programs that come as jars. */
final class Binaries {

    private Binaries() {}

    /** The name of this machine's system and processor, as the resources are named: {@code linux-x86_64}. */
    static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String processor = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        return system + "-" + processor;
    }

    /** Unpacks an archive (tar, xz) of the class path into a directory, when that is not there yet; gives the directory. */
    static Path unpack(String resource, Path target) {
        if (Files.exists(target)) {
            return target;
        }
        Path draft = target.resolveSibling(target.getFileName() + ".draft");
        try (InputStream in = open(resource);
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in)))) {
            delete(draft);
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, draft);
            }
            keep(draft);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies a program of the class path to a file, when that is not there yet, and makes it executable. */
    static Path copy(String resource, Path target) {
        if (Files.exists(target)) {
            return target;
        }
        try (InputStream in = open(resource)) {
            Files.createDirectories(target.getParent());
            Path draft = target.resolveSibling(target.getFileName() + ".draft");
            Files.copy(in, draft, StandardCopyOption.REPLACE_EXISTING);
            draft.toFile().setExecutable(true);
            keep(draft);
            return Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file, or a directory with everything in it, to the disk: what has its name is taken for whole by every later start, also after a loss of power. */
    private static void keep(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(path -> !Files.isSymbolicLink(path)).toList()) {
                try (FileChannel channel = FileChannel.open(file)) {
                    channel.force(true);
                }
            }
        }
    }

    private static InputStream open(String resource) {
        InputStream in = Binaries.class.getResourceAsStream(resource);
        if (in == null) {
            throw new StartException("There is no embedded service for this machine (" + platform()
                    + "): name the address of your own in the configuration (database.host, redis.uri).");
        }
        return in;
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path root) throws IOException {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("an entry outside of the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(target, root.resolve(entry.getLinkName()));
        } else {
            Files.copy(tar, target);
            if ((entry.getMode() & 0100) != 0) {
                target.toFile().setExecutable(true, false);
            }
        }
    }

    /** Deletes a directory with everything in it, or a file, when it is there. */
    static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** The names under which Redis comes, for each platform. */
    static String redis() {
        return switch (platform()) {
            case "linux-x86_64" -> "/redis-server-6.2.6-v5-linux-amd64";
            case "linux-arm_64" -> "/redis-server-6.2.7-linux-arm64";
            case "darwin-arm_64" -> "/redis-server-6.2.6-v5-darwin-arm64";
            default -> "/redis-server-6.2.6-v5-darwin-amd64";
        };
    }

    /** Whether the process runs as root, which PostgreSQL refuses. */
    static boolean root() {
        return Set.of("root").contains(System.getProperty("user.name"));
    }
}
