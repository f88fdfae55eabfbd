package dev.parley.bench.load.swarm;

import io.netty.buffer.ByteBuf;

/** What the people of a generator speak with their kind of server. For one thread. */
interface Tongue {

    /** The one of a name: {@code parley}, {@code stock} or {@code socket.io}; {@code key} is what tokens are signed with. */
    static Tongue of(String name, Swarm swarm, String key) {
        return switch (name) {
            case "stock" -> new StockTongue(swarm);
            case "socket.io" -> new SocketIoTongue(swarm, key);
            default -> new ParleyTongue(swarm, key);
        };
    }

    /** The path that is asked for. */
    String path();

    /** The socket is open: asks for whatever leads to {@link Person#synced} of every room. */
    void opened(Person person);

    /** A frame came in; the bytes are only lent for the call. */
    void take(Person person, ByteBuf frame);

    /** Writes into one of somebody's rooms; the text begins with the time at which it was due, and so the answer is known. */
    void post(Person person, int which, long due, String key, String text);

    /** Begins to type in one of somebody's rooms. */
    default void type(Person person, int which) {}

    /** Reads up in one of somebody's rooms. */
    default void read(Person person, int which) {}
}
