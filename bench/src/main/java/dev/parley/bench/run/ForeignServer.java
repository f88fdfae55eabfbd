package dev.parley.bench.run;

import dev.parley.bench.load.Dialect;
import dev.parley.bench.load.LoadException;
import dev.parley.bench.load.Probe;
import dev.parley.bench.load.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * A server that is not Java.
 *
 * @param own the processes that are the server itself
 * @param services the processes that it works with, such as a database
 * @param collector runs its garbage collector
 * @param reserve what its heaps held and did not use after that, in KB
 * @param after ends what it worked with, after it has ended
 */
record ForeignServer(
        ServerProcess process,
        List<ProcessHandle> own,
        Dialect dialect,
        List<String> rooms,
        Supplier<List<ProcessHandle>> services,
        Runnable collector,
        DoubleSupplier reserve,
        Runnable after)
        implements Server {

    private static final long COLLECT_NANOS = 30_000_000_000L;
    private static final long LOOK_NANOS = 10_000_000;
    private static final long MOMENT_NANOS = 1_000_000_000;

    @Override
    public Probe probe() {
        return Probe.foreign(own, services, collector, reserve);
    }

    @Override
    public void close() {
        process.close();
        after.run();
    }

    /** What our JavaScript servers, which run in a directory, wrote there of their heaps when they had collected: what they held and did not use, in KB. */
    static double reserve(Path directory, List<ProcessHandle> processes) {
        return processes.stream()
                .mapToDouble(process -> {
                    try {
                        return Double.parseDouble(Files.readString(reserveOf(directory, process)));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .sum();
    }

    /** Sends a signal on which our JavaScript servers run their collector, waits until they have, and gives them a moment to give back memory. */
    static void collect(Path directory, List<ProcessHandle> processes) {
        for (ProcessHandle process : processes) {
            Path done = reserveOf(directory, process);
            try {
                Files.deleteIfExists(done);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Programs.run(List.of("kill", "-USR2", String.valueOf(process.pid())), Map.of(), Path.of("."));
            long end = System.nanoTime() + COLLECT_NANOS;
            while (!Files.exists(done)) {
                if (System.nanoTime() > end) {
                    throw new LoadException("A server does not run its collector.");
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
        LockSupport.parkNanos(MOMENT_NANOS);
    }

    private static Path reserveOf(Path directory, ProcessHandle process) {
        return directory.resolve("reserve." + process.pid());
    }
}
