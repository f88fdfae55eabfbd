package dev.parley.bench.prove;

import dev.parley.bench.load.LoadException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Runs programs that end by themselves. */
final class Shell {

    private static final long PATIENCE_SECONDS = 90;

    private Shell() {}

    /** Runs a program to its end and gives what it printed; a {@link LoadException} when it fails. */
    static String run(String... command) {
        return run(List.of(command));
    }

    static String run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new LoadException(String.join(" ", command) + " failed: " + output.strip());
            }
            return output;
        } catch (IOException e) {
            throw new LoadException(String.join(" ", command) + " cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException("Interrupted.");
        }
    }

    /** Looks until something is so; a {@link LoadException} with these words when it is not in time. */
    static void await(BooleanSupplier condition, long seconds, String otherwise) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new LoadException(otherwise);
            }
            pause(20);
        }
    }

    /** Does nothing for a while. */
    static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException("Interrupted.");
        }
    }

    /** Whether a program runs and ends well. */
    static boolean works(String... command) {
        try {
            run(command);
            return true;
        } catch (LoadException e) {
            return false;
        }
    }
}
