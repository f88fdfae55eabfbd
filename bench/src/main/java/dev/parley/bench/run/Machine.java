package dev.parley.bench.run;

import dev.parley.bench.load.LoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a bench ran. */
final class Machine {

    private Machine() {}

    static String describe() {
        return "%d cores (%s), %s of memory, Linux %s, JDK %s, server and generator on the same machine over loopback"
                        .formatted(
                                Runtime.getRuntime().availableProcessors(),
                                line("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch")),
                                line("/proc/meminfo", "MemTotal")
                                        .map(Machine::gigabytes)
                                        .orElse("unknown size"),
                                System.getProperty("os.version"),
                                Runtime.version())
                + "; Parley's commit " + commit();
    }

    /** The commit that is checked out, with {@code -dirty} where something was changed since. */
    private static String commit() {
        try {
            return Programs.run(
                            List.of("git", "describe", "--always", "--dirty", "--abbrev=9"),
                            Map.of(),
                            Path.of(System.getProperty("parley.home", ".")))
                    .trim();
        } catch (LoadException e) {
            return "unknown";
        }
    }

    private static String gigabytes(String kilobytes) {
        return Math.round(Long.parseLong(kilobytes.replaceAll("\\D", "")) / 1e6) + " GB";
    }

    private static Optional<String> line(String file, String name) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
