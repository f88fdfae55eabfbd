package dev.parley.bench.prove;

import dev.parley.bench.load.LoadException;
import dev.parley.bench.run.Leftovers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What runs that were ended without a word left behind: processes, directories and network namespaces. */
final class Abandoned {

    private static final String PREFIX = "parley-prove";
    private static final String OWNER = "owner";

    private Abandoned() {}

    /** A new directory for a run of this process, among those of others. */
    static Path directory() throws IOException {
        return directory(Path.of(System.getProperty("java.io.tmpdir")), ProcessHandle.current());
    }

    static Path directory(Path among, ProcessHandle owner) throws IOException {
        Path directory = Files.createTempDirectory(among, PREFIX);
        Files.writeString(directory.resolve(OWNER), mark(owner));
        return directory;
    }

    /** Ends and removes what belongs to processes that are no more. */
    static void clean() {
        clean(Path.of(System.getProperty("java.io.tmpdir")));
    }

    static void clean(Path among) {
        for (Path directory : directories(among)) {
            try {
                String owner = Files.readString(directory.resolve(OWNER));
                long pid = Long.parseLong(owner.split(" ")[0]);
                if (ProcessHandle.of(pid)
                        .filter(process -> mark(process).equals(owner))
                        .isEmpty()) {
                    Net.Namespaces.remove(pid);
                    Leftovers.clean(directory);
                }
            } catch (IOException | UncheckedIOException | NumberFormatException unknown) {
                continue;
            }
        }
    }

    private static List<Path> directories(Path among) {
        try (Stream<Path> files = Files.list(among)) {
            return files.filter(file -> file.getFileName().toString().startsWith(PREFIX))
                    .filter(file -> Files.exists(file.resolve(OWNER)))
                    .toList();
        } catch (IOException e) {
            throw new LoadException(among + " cannot be read: " + e.getMessage());
        }
    }

    /** Tells a process from a later one of the same number. */
    private static String mark(ProcessHandle process) {
        return process.pid() + " "
                + process.info().startInstant().map(Object::toString).orElse("");
    }
}
