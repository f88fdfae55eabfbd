package dev.parley.bench.run;

import dev.parley.bench.run.ServerProcess.Surroundings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The JVM of a node as {@code ./parley} starts it: from the same jars, with what it has learned in {@link Training}, if there was one.
 *
 * @param built where Maven builds the node
 */
record NodeJvm(Path built) {

    /**
     * The same collector and heap for every contender on the JVM, in large pages where the script asks for them too; of the heap as much from the start as the script gives, since G1 would give back so much of it that it
     * collects every few seconds.
     */
    static final List<String> MEMORY = Stream.concat(
                    Stream.of("-XX:+UseG1GC", "-Xms384m", "-Xmx1g"),
                    givesLargePages() ? Stream.of("-XX:+UseTransparentHugePages") : Stream.empty())
            .toList();

    /** That of the installation whose script runs; without one, as in tests, a node has this process's class path. */
    static NodeJvm here() {
        return new NodeJvm(Path.of(System.getProperty("parley.home", "no installation"), "deploy", "node", "target")
                .toAbsolutePath());
    }

    /** What it has learned; there is nothing until {@code ./parley train} has run, and nothing again after the next build. */
    Path cache() {
        return built.resolve("parley.aot");
    }

    /** Whether nodes start with what it has learned. */
    boolean trained() {
        return packaged() && Files.exists(cache());
    }

    /** Flags besides those that every node needs; a node that cannot use what was learned does not start, so that none is measured without. */
    List<String> flags() {
        return trained() ? and("-XX:AOTCache=" + cache(), "-XX:AOTMode=on") : MEMORY;
    }

    /** {@link #MEMORY} and these. */
    static List<String> and(String... flags) {
        return Stream.concat(MEMORY.stream(), Stream.of(flags)).toList();
    }

    /** Whether the node has been packaged. */
    boolean packaged() {
        return Files.exists(jar()) && Files.isDirectory(lib());
    }

    /** Starts a node and waits until it is ready. */
    ServerProcess start(String name, List<String> flags, List<String> command, Path directory) {
        ServerProcess node = ServerProcess.launch(
                name, new Surroundings(List.of(), Map.of(), classPath()), flags, command, directory);
        node.awaitReady();
        return node;
    }

    private static boolean givesLargePages() {
        try {
            String choice = Files.readString(Path.of("/sys/kernel/mm/transparent_hugepage/enabled"));
            return choice.contains("[madvise]") || choice.contains("[always]");
        } catch (IOException e) {
            return false;
        }
    }

    /** The class path of the script {@code parley}; this process's own where the node was not packaged. */
    String classPath() {
        return packaged() ? jar() + File.pathSeparator + lib() + "/*" : ServerProcess.classPath(List.of());
    }

    private Path jar() {
        return built.resolve("parley-node.jar");
    }

    private Path lib() {
        return built.resolve("lib");
    }
}
