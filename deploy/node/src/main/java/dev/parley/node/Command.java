package dev.parley.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program of the embedded services and waits for it. */
final class Command {

    private Command() {}

    /**
     * What a program said and how it ended.
     *
     * @param code its exit code
     * @param output what it printed
     */
    record Result(int code, String output) {}

    /** Runs a program; a {@link StartException} when it does not end within two minutes. */
    static Result run(List<String> command) {
        Path output = null;
        try {
            // A daemon that the program leaves behind holds on to its output, so that is a file and no pipe.
            output = Files.createTempFile("parley", ".out");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new StartException(command.getFirst() + " did not end within two minutes.");
            }
            return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StartException(command.getFirst() + " cannot be run: " + e.getMessage() + ".");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("Interrupted while waiting for " + command.getFirst() + ".");
        } finally {
            delete(output);
        }
    }

    private static void delete(@org.jspecify.annotations.Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
