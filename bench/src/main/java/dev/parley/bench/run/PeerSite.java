package dev.parley.bench.run;

import dev.parley.bench.load.Probe;
import dev.parley.bench.load.Server;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * A peer as a site.
 *
 * @param servers the one that each generator goes to first; the same for all where there is one address
 */
record PeerSite(List<Server> servers) implements Site {

    @Override
    public List<String> addresses() {
        return servers.stream()
                .map(server -> server.dialect().socket().getAuthority())
                .toList();
    }

    @Override
    public double processor() {
        return sum(Probe::processor);
    }

    @Override
    public double services() {
        return sum(probe -> probe.processorWithServices() - probe.processor());
    }

    @Override
    public double resident() {
        return sum(Probe::resident);
    }

    @Override
    public double needed() {
        return sum(Probe::needed);
    }

    @Override
    public double heap() {
        return sum(Probe::heap);
    }

    @Override
    public void collect() {
        each().forEach(server -> server.probe().collect());
    }

    @Override
    public void close() {
        each().forEach(Server::close);
    }

    private double sum(ToDoubleFunction<Probe> of) {
        return each().mapToDouble(server -> of.applyAsDouble(server.probe())).sum();
    }

    private Stream<Server> each() {
        return servers.stream().distinct();
    }
}
