package dev.parley.bench.run;

import dev.parley.bench.load.Server;
import java.util.Collections;
import java.util.List;

/**
 * A peer as a site: one address, however many processes there are behind it.
 *
 * @param server the peer
 * @param generators how many there are
 */
record PeerSite(Server server, int generators) implements Site {

    @Override
    public List<String> addresses() {
        return Collections.nCopies(generators, server.dialect().socket().getAuthority());
    }

    @Override
    public double processor() {
        return server.probe().processor();
    }

    @Override
    public double services() {
        return server.probe().processorWithServices() - server.probe().processor();
    }

    @Override
    public double resident() {
        return server.probe().resident();
    }

    @Override
    public double needed() {
        return server.probe().needed();
    }

    @Override
    public double heap() {
        return server.probe().heap();
    }

    @Override
    public void collect() {
        server.probe().collect();
    }

    @Override
    public void close() {
        server.close();
    }
}
