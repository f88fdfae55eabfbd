package dev.parley.bench.run;

import dev.parley.bench.load.Dialect;
import dev.parley.bench.load.Probe;
import dev.parley.bench.load.Server;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * A server process of a contender.
 *
 * @param services the processes that it started besides
 * @param ended how many transactions its database has ended
 */
record StartedServer(
        ServerProcess process,
        Dialect dialect,
        List<String> rooms,
        Supplier<List<ProcessHandle>> services,
        DoubleSupplier ended)
        implements Server {

    /** A server that works with nothing else. */
    StartedServer(ServerProcess process, Dialect dialect, List<String> rooms) {
        this(process, dialect, rooms, List::of, () -> Double.NaN);
    }

    @Override
    public double transactions() {
        return ended.getAsDouble();
    }

    @Override
    public Probe probe() {
        return new Probe(process.process().toHandle(), services);
    }

    @Override
    public void close() {
        process.close();
    }
}
