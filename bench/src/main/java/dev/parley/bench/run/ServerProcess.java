package dev.parley.bench.run;

import dev.parley.bench.load.LoadException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server in a process of its own. Whatever is open when this process ends is ended with it. */
public final class ServerProcess implements AutoCloseable {

    private static final long START_SECONDS = 120;
    private static final long STOP_SECONDS = 30;
    private static final Set<ServerProcess> OPEN = ConcurrentHashMap.newKeySet();
    private static boolean ending;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ServerProcess::end, "stop servers"));
    }

    private final String name;
    private final Process process;
    private final Path log;
    private final CompletableFuture<String> ready = new CompletableFuture<>();

    private ServerProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a server and waits until it prints that it is ready.
     *
     * @param flags of the JVM, besides those that every node needs
     * @param command the main class and its arguments
     * @param directory where it runs and where its log is kept
     */
    public static ServerProcess start(String name, List<String> flags, List<String> command, Path directory) {
        ServerProcess server = launch(name, flags, command, directory);
        server.awaitReady();
        return server;
    }

    /** Starts a server without waiting; call {@link #awaitReady}. */
    public static ServerProcess launch(String name, List<String> flags, List<String> command, Path directory) {
        return launch(name, Surroundings.NONE, flags, command, directory);
    }

    /**
     * What a server is started in.
     *
     * @param behind a program, with its arguments, that becomes the server
     * @param environment variables besides those of this process
     * @param classPath where its classes are
     */
    public record Surroundings(List<String> behind, Map<String, String> environment, String classPath) {

        /** None but those of this process. */
        public static final Surroundings NONE =
                new Surroundings(List.of(), Map.of(), ServerProcess.classPath(List.of()));
    }

    /** The same in surroundings of its own. */
    public static ServerProcess launch(
            String name, Surroundings surroundings, List<String> flags, List<String> command, Path directory) {
        List<String> line = new ArrayList<>(surroundings.behind);
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // whose process it is, where those who clean up can read it: Java shows the beginning of a long command line
        line.add("-Dparley.directory=" + directory.toAbsolutePath());
        line.addAll(Flags.node());
        line.addAll(flags);
        line.addAll(List.of("-cp", surroundings.classPath));
        line.addAll(command);
        return run(name, line, surroundings.environment, directory);
    }

    /** Starts a program that is no Java server, with these variables besides its environment, and waits until it prints that it is ready. */
    static ServerProcess program(String name, List<String> command, Map<String, String> variables, Path directory) {
        ServerProcess server = run(name, command, variables, directory);
        server.awaitReady();
        return server;
    }

    private static ServerProcess run(String name, List<String> command, Map<String, String> variables, Path directory) {
        try {
            Files.createDirectories(directory);
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
            builder.environment().putAll(variables);
            ServerProcess server;
            synchronized (OPEN) {
                if (ending) {
                    throw new LoadException(name + " is not started, because this process ends.");
                }
                server = new ServerProcess(name, builder.start(), directory.resolve(name + ".log"));
                OPEN.add(server);
            }
            Thread.ofPlatform().daemon().name("output of " + name).start(server::follow);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when the server has printed that it is ready. */
    public void awaitReady() {
        try {
            ready.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException("Interrupted.");
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw new LoadException(name + " did not start; its last words: " + lastWords());
        }
    }

    /** The process, for probes and for kills. */
    public Process process() {
        return process;
    }

    /** Asks the server to stop, and ends it and its children when it does not. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        // not by the process itself, which would close what it still writes to
        process.toHandle().destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroy);
        OPEN.remove(this);
    }

    /** When this process ends no server may be started any more. */
    private static void end() {
        synchronized (OPEN) {
            ending = true;
        }
        closeAll();
    }

    /** Ends every server that this process started and that still runs. */
    public static void closeAll() {
        OPEN.parallelStream().forEach(ServerProcess::close);
    }

    /** This process's class path, good in any directory, behind directories that come before. */
    public static String classPath(List<Path> before) {
        Stream<String> own = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString());
        return Stream.concat(before.stream().map(Path::toString), own).collect(Collectors.joining(File.pathSeparator));
    }

    private void follow() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                if (line.contains("eady at http")) {
                    ready.complete(line);
                }
            }
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
        ready.completeExceptionally(new LoadException(name + " ended."));
    }

    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException e) {
            return "none";
        }
    }
}
