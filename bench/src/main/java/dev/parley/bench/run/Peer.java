package dev.parley.bench.run;

import dev.parley.bench.load.Contender;
import dev.parley.bench.load.LoadException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * What Parley is measured beside.
 *
 * @param title its name on the command line and in the report
 * @param what it is, in a few words
 * @param maker makes the contender, which keeps its data in a directory
 */
public record Peer(String title, String what, Function<Path, Contender> maker) {

    private static final List<Peer> ALL = List.of(
            new Peer("stock", "the SockJS event-bus bridge of Vert.x", StockContender::new),
            new Peer("netty", "a bare Netty server that encodes once and writes to all", NettyContender::new),
            new Peer("bun", "Bun's WebSocket publish", BunContender::new),
            new Peer("classic-pg", "Express, socket.io, Redis, PostgreSQL through plain pg", ClassicContender::pg),
            new Peer(
                    "classic-prisma", "Express, socket.io, Redis, PostgreSQL through Prisma", ClassicContender::prisma),
            new Peer("ejabberd", "ejabberd, its archive in PostgreSQL", EjabberdContender::new),
            new Peer(
                    "writes",
                    "the floor for deliveries: bare writes to sockets, and nothing else",
                    WritesContender::new),
            new Peer(
                    "pgbench",
                    "the floor for sends: our statement, and nothing but PostgreSQL",
                    PgbenchContender::new));

    /** All that there are. */
    public static List<Peer> all() {
        return ALL;
    }

    /** The one of a name. */
    static Peer named(String name) {
        return ALL.stream()
                .filter(it -> it.title().equals(name))
                .findFirst()
                .orElseThrow(() -> new LoadException("There is no peer " + name + "; ./parley bench list names them."));
    }

    Contender contender(Path directory) {
        return maker.apply(directory);
    }
}
