package dev.parley.bridge.socket;

import io.vertx.ext.web.handler.sockjs.SockJSSocket;

/** A SockJS session, whichever transport it found. Its own heartbeat stands in for pings. */
final class SockJsLink implements Link {

    private final SockJSSocket socket;
    private final Hub hub;
    private long waiting;

    SockJsLink(SockJSSocket socket, Hub hub) {
        this.socket = socket;
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
        return false;
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
