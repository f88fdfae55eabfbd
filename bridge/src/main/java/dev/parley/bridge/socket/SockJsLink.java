package dev.parley.bridge.socket;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import org.jspecify.annotations.Nullable;

/**
 * A SockJS session, whichever transport it found.
 *
 * <p>Its own heartbeat goes from server to client, is not answered, and so tells nothing of the other side. A WebSocket beneath it is pinged like any other; over plain HTTP nobody can be asked.
 */
final class SockJsLink implements Link {

    private final SockJSSocket socket;
    private final @Nullable ServerWebSocket beneath;
    private final Hub hub;
    private long waiting;

    SockJsLink(SockJSSocket socket, @Nullable ServerWebSocket beneath, Hub hub) {
        this.socket = socket;
        this.beneath = beneath;
        this.hub = hub;
    }

    @Override
    public void write(Frame frame) {
        int length = frame.length();
        waiting += length;
        socket.write(frame.text()).onComplete(written -> hub.execute(() -> waiting -= length));
    }

    @Override
    public void flush() {
        // each write is sent at once
    }

    @Override
    public long waiting() {
        return waiting;
    }

    @Override
    public boolean ping() {
        if (beneath != null) {
            beneath.writePing(Buffer.buffer());
        }
        return beneath != null;
    }

    @Override
    public void close(int code, String reason) {
        socket.close(code, reason);
    }

    @Override
    public void pause() {
        socket.pause();
    }

    @Override
    public void resume() {
        socket.resume();
    }
}
