package dev.parley.messages;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The wire between a store and its database, which a test can cut. */
final class Wire {

    /** How often the next answer of the server is swallowed and its connection cut. */
    final AtomicInteger swallow = new AtomicInteger();

    private final NetClient client;
    private final NetServer server;
    private final JsonObject target;
    private final Set<NetSocket> near = ConcurrentHashMap.newKeySet();
    private volatile boolean frozen;
    private volatile boolean refusing;

    Wire(Vertx vertx, JsonObject target) {
        this.target = target;
        client = vertx.createNetClient();
        server = vertx.createNetServer().connectHandler(this::connect);
        Desk.done(server.listen(0, "localhost"));
    }

    /** The database, as seen over this wire. */
    JsonObject options() {
        return target.copy().put("port", server.actualPort());
    }

    /** Lets nothing through any more, and does not say so. */
    void freeze() {
        frozen = true;
    }

    /** Holds back what the store says, and lets it through when called again with false. */
    void hold(boolean held) {
        near.forEach(held ? NetSocket::pause : NetSocket::resume);
    }

    /** Cuts every connection, and lets no new one be made until called again with false. */
    void cut(boolean refuse) {
        refusing = refuse;
        frozen = false;
        near.forEach(NetSocket::close);
    }

    private void connect(NetSocket socket) {
        if (refusing) {
            socket.close();
            return;
        }
        near.add(socket);
        socket.closeHandler(closed -> near.remove(socket));
        socket.pause();
        client.connect(target.getInteger("port"), target.getString("host"))
                .onSuccess(far -> join(socket, far))
                .onFailure(failure -> socket.close());
    }

    private void join(NetSocket socket, NetSocket far) {
        far.handler(bytes -> answer(socket, far, bytes));
        far.closeHandler(closed -> socket.close());
        socket.closeHandler(closed -> {
            near.remove(socket);
            far.close();
        });
        socket.handler(bytes -> {
            if (!frozen) {
                far.write(bytes);
            }
        });
        socket.resume();
    }

    private void answer(NetSocket socket, NetSocket far, Buffer bytes) {
        if (swallow.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            far.close();
            socket.close();
        } else if (!frozen) {
            socket.write(bytes);
        }
    }
}
