package dev.parley.bench.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.bench.load.LoadException;
import dev.parley.bench.load.Progress;
import dev.parley.bench.load.Unavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The small programs in {@code bench/peers}, with the packages that their lock files name; installed on demand below {@code bench/target}. */
final class Npm {

    private static final Path HOME =
            Path.of(System.getProperty("parley.home", ".")).toAbsolutePath();

    private Npm() {}

    /** The files of a peer, as they are kept. */
    static Path kept(String peer) {
        return HOME.resolve("bench/peers").resolve(peer);
    }

    /** Where a peer can run from; it was copied there with all that it needs. */
    static Path installed(String peer, Progress progress) {
        if (Programs.find("npm").isEmpty() || Programs.find("node").isEmpty()) {
            throw new Unavailable("there is no Node.js with npm here");
        }
        Path target = HOME.resolve("bench/target/peers").resolve(peer);
        try {
            copy(kept(peer), target);
            String lock = Files.readString(target.resolve("package-lock.json"));
            Path stamp = target.resolve("installed.json");
            if (!Files.exists(stamp) || !Files.readString(stamp).equals(lock)) {
                progress.step(peer + ": installing its packages");
                Programs.run(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"), Map.of(), target);
                Files.writeString(stamp, lock);
            }
            return target;
        } catch (LoadException e) {
            throw new Unavailable("its packages cannot be installed: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The versions of some packages of a peer that was installed, and of Node.js, for people. */
    static String versions(Path program, String... packages) {
        ObjectMapper json = new ObjectMapper();
        String node =
                Programs.run(List.of("node", "--version"), Map.of(), program).trim();
        return Stream.concat(
                        Stream.of("Node.js " + node),
                        Stream.of(packages).map(name -> name + " " + version(json, program, name)))
                .collect(Collectors.joining(", "));
    }

    private static String version(ObjectMapper json, Path program, String name) {
        try {
            return json.readTree(program.resolve("node_modules")
                            .resolve(name)
                            .resolve("package.json")
                            .toFile())
                    .path("version")
                    .asText();
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
