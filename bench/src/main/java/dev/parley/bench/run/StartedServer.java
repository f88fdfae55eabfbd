package dev.parley.bench.run;

import dev.parley.bench.load.Dialect;
import dev.parley.bench.load.Probe;
import dev.parley.bench.load.Server;
import java.util.List;
import java.util.function.Supplier;

/** A server process of a contender; {@code services} are the processes that it started besides. */
record StartedServer(ServerProcess process, Dialect dialect, List<String> rooms, Supplier<List<ProcessHandle>> services)
        implements Server {

    @Override
    public Probe probe() {
        return new Probe(process.process().toHandle(), services);
    }

    @Override
    public void close() {
        process.close();
    }
}
