package dev.parley.bridge.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.VoidChannelPromise;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.concurrent.TimeUnit;

/**
 * A plain WebSocket.
 *
 * <p>Writes go to the channel directly, past the queue of the library, which would hold them back in its own order and says nothing about how many bytes wait.
 */
final class WebSocketLink implements Link {

    private static final ByteBuf PING = Unpooled.unreleasableBuffer(
            Unpooled.directBuffer(2).writeShort(0x8900).asReadOnly());
    private static final long CUT_AFTER_MS = 2_000;

    private final ServerWebSocket socket;
    private final ChannelHandlerContext channel;
    private final ChannelPromise nobody;

    WebSocketLink(ServerWebSocket socket) {
        this.socket = socket;
        this.channel = ((WebSocketInternal) socket).channelHandlerContext();
        this.nobody = new VoidChannelPromise(channel.channel(), false);
    }

    @Override
    public void write(Frame frame) {
        channel.write(frame.wire(channel.alloc()), nobody);
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public long waiting() {
        ChannelOutboundBuffer buffer = channel.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    @Override
    public boolean ping() {
        channel.writeAndFlush(PING.duplicate(), nobody);
        return true;
    }

    @Override
    public void close(int code, String reason) {
        if (!socket.isClosed()) {
            socket.close((short) code, reason);
            channel.executor().schedule(() -> channel.close(), CUT_AFTER_MS, TimeUnit.MILLISECONDS);
        }
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
