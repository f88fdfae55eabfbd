package dev.parley.bench.prove;

import dev.parley.bench.load.LoadException;
import dev.parley.bench.run.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One node: a process that is started, broken and started again, always at the same address. */
final class NodeProcess implements AutoCloseable {

    private static final List<String> FLAGS = List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final List<Path> FAKETIME = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));
    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final Pattern MOST_RESIDENT = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final long STOP_SECONDS = 60;

    private final String name;
    private final Path directory;
    private final List<String> behind;
    private final List<Path> before;
    private final List<String> command;
    private final URI address;
    private final URI operations;
    private final HttpClient http;
    private @Nullable ServerProcess server;
    private int life;
    private long mostResidentMiB;

    /**
     * A node that is not started.
     *
     * @param behind what runs it where it is
     * @param before directories of classes that replace some of its own
     */
    NodeProcess(
            String name,
            Path directory,
            List<String> behind,
            List<Path> before,
            List<String> command,
            URI address,
            URI operations,
            HttpClient http) {
        this.name = name;
        this.directory = directory;
        this.behind = behind;
        this.before = before;
        this.command = command;
        this.address = address;
        this.operations = operations;
        this.http = http;
    }

    String name() {
        return name;
    }

    /** Where people reach it. */
    URI address() {
        return address;
    }

    /** How often it was started. */
    int life() {
        return life;
    }

    /** Whether a process can be given another wall clock here. */
    static boolean canShiftClocks() {
        return FAKETIME.stream().anyMatch(Files::exists);
    }

    /** Starts it without waiting. */
    void launch() {
        launch(Map.of());
    }

    /** Starts it with a wall clock that is off, such as {@code +300s}, without waiting. */
    void launchAt(String offset) {
        Path library = FAKETIME.stream().filter(Files::exists).findFirst().orElseThrow();
        launch(Map.of(
                "LD_PRELOAD",
                library.toString(),
                "FAKETIME",
                offset,
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                // Otherwise timed waits of a JVM do not wait.
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0"));
    }

    private void launch(Map<String, String> environment) {
        life++;
        server = ServerProcess.launch(
                name,
                new ServerProcess.Surroundings(behind, environment, ServerProcess.classPath(before)),
                FLAGS,
                command,
                directory);
    }

    void awaitReady() {
        server().awaitReady();
    }

    /** Ends it at once, as a crash would. */
    void kill() {
        mostResidentMiB();
        server().process().destroyForcibly();
        awaitEnd();
    }

    /** Tells it to leave, and waits until it has. */
    void terminate() {
        mostResidentMiB();
        server().process().toHandle().destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!server().process().waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                server().process().destroyForcibly().waitFor();
                throw new LoadException(name + " did not stop in " + STOP_SECONDS + " s.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException("Interrupted.");
        }
    }

    /** Stops it without a word, or lets it go on. */
    void freeze(boolean frozen) {
        Shell.run(
                "kill",
                frozen ? "-STOP" : "-CONT",
                String.valueOf(server().process().pid()));
    }

    /** What it counts, by the names of its metrics; empty when it does not answer. */
    Map<String, Long> counters() {
        Map<String, Long> counters = new HashMap<>();
        try {
            HttpRequest request = HttpRequest.newBuilder(operations.resolve("/metrics"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            String text =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            text.lines()
                    .filter(line -> line.matches("parley_\\w+ \\d+"))
                    .map(line -> line.split(" "))
                    .forEach(line -> counters.put(line[0].replaceAll("^parley_|_total$", ""), Long.parseLong(line[1])));
        } catch (IOException e) {
            return counters;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return counters;
    }

    /** How much memory was resident at most in all its lives, in MiB; -1 where nobody tells. */
    long mostResidentMiB() {
        Path status = Path.of("/proc", String.valueOf(server().process().pid()), "status");
        try {
            Matcher most = MOST_RESIDENT.matcher(Files.readString(status));
            mostResidentMiB = most.find() ? Math.max(mostResidentMiB, Long.parseLong(most.group(1)) / 1024) : -1;
            return mostResidentMiB;
        } catch (IOException e) {
            return -1;
        }
    }

    /** How much of its heap is in use after it was cleaned, in MiB. */
    long heapMiB() {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String pid = String.valueOf(server().process().pid());
        Shell.run(jcmd, pid, "GC.run");
        Matcher used = USED.matcher(Shell.run(jcmd, pid, "GC.heap_info"));
        long kib = 0;
        for (int generation = 0; generation < 2 && used.find(); generation++) {
            kib += Long.parseLong(used.group(1));
        }
        return kib / 1024;
    }

    private ServerProcess server() {
        if (server == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return server;
    }

    @Override
    public void close() {
        if (server != null) {
            // it may have gone by itself, or stand still
            Shell.works("kill", "-CONT", String.valueOf(server.process().pid()));
            server.close();
        }
    }
}
