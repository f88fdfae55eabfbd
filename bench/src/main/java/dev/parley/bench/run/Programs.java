package dev.parley.bench.run;

import dev.parley.bench.load.LoadException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Finds and runs the programs that peers need. */
final class Programs {

    private static final long MINUTES = 5;

    private Programs() {}

    /** Where a program is: on the PATH, or in one of these directories. */
    static Optional<Path> find(String name, Path... besides) {
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                                .map(Path::of),
                        Stream.of(besides))
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Runs a program to its end, and gives what it printed; a {@link LoadException} when it fails. */
    static String run(List<String> command, Map<String, String> variables, Path directory) {
        Path output = null;
        try {
            // A daemon that the program leaves behind holds on to its output, so that is a file and no pipe.
            output = Files.createTempFile("parley-bench", ".out");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(variables);
            Process process = builder.start();
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            String said = Files.readString(output);
            if (!ended || process.exitValue() != 0) {
                throw new LoadException(String.join(" ", command) + " failed: " + end(said));
            }
            return said;
        } catch (IOException e) {
            throw new LoadException(command.getFirst() + " cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException("Interrupted.");
        } finally {
            if (output != null) {
                output.toFile().delete();
            }
        }
    }

    private static String end(String text) {
        List<String> lines = text.lines().toList();
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }
}
