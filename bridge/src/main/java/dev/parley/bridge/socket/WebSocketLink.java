package dev.parley.bridge.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.VoidChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.WebSocketInternal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A plain WebSocket, with the channel in its own hands.
 *
 * <p>The library shakes hands and is then taken out of the channel: what it keeps for a connection is several times what everything else here keeps, and its queue of writes holds frames back in an order of its own and says
 * nothing about how many bytes wait. The decoder of frames stays. So closing, pongs, messages in several frames, and what was read before a pause took effect are dealt with here.
 */
final class WebSocketLink extends ChannelInboundHandlerAdapter implements Link {

    private static final ByteBuf PING = Unpooled.unreleasableBuffer(
            Unpooled.directBuffer(2).writeShort(0x8900).asReadOnly());
    private static final int PONG = 0x8a;
    private static final int CLOSE = 0x88;
    private static final long CUT_AFTER_MS = 2_000;

    private final ContextInternal context;
    private final Channel channel;
    private final ChannelPromise nobody;
    private final Connection connection;
    private final int most;
    private boolean closing;
    private boolean paused;
    private @Nullable Buffer parts;
    private @Nullable ArrayDeque<WebSocketFrame> unread;

    private WebSocketLink(Channel channel, Hub hub, String address, String device) {
        this.channel = channel;
        this.nobody = new VoidChannelPromise(channel, false);
        this.context = hub.context();
        this.most = hub.parts.options().maxFrameBytes();
        this.connection = hub.open(this, address, device);
    }

    /** Makes a connection of a hub from a WebSocket that has just been accepted on the hub's event loop. */
    static void open(ServerWebSocket socket, Hub hub, String address, String device) {
        ChannelHandlerContext library = ((WebSocketInternal) socket).channelHandlerContext();
        ChannelPipeline pipeline = library.pipeline();
        WebSocketLink link = new WebSocketLink(library.channel(), hub, address, device);
        pipeline.replace(library.handler(), "socket", link);
        pipeline.remove(WebSocketFrameEncoder.class);
        if (pipeline.get(IdleStateHandler.class) != null) {
            pipeline.remove(IdleStateHandler.class);
        }
        if (!link.channel.isActive()) {
            link.connection.gone();
        }
    }

    // ---- what comes in

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof WebSocketFrame frame)) {
            ReferenceCountUtil.release(message);
        } else if (paused) {
            if (unread == null) {
                unread = new ArrayDeque<>();
            }
            unread.add(frame);
        } else {
            take(frame);
        }
    }

    private void take(WebSocketFrame frame) {
        ContextInternal before = context.beginDispatch();
        try {
            if (frame instanceof CloseWebSocketFrame) {
                closed(frame.content());
            } else if (!closing) {
                read(frame);
            }
        } finally {
            context.endDispatch(before);
            frame.release();
        }
    }

    private void read(WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame || frame instanceof ContinuationWebSocketFrame) {
            text(frame.content(), frame.isFinalFragment());
        } else if (frame instanceof PingWebSocketFrame) {
            if (!connection.out.tooSlow()) {
                control(PONG, frame.content());
                channel.flush();
                connection.seen();
            }
        } else if (frame instanceof PongWebSocketFrame) {
            connection.seen();
        } else {
            connection.close(Closing.BAD_FRAME);
        }
    }

    /** Messages in several frames are as long as those in one at most. */
    private void text(ByteBuf data, boolean last) {
        Buffer before = parts;
        parts = null;
        if ((before == null ? 0 : before.length()) + data.readableBytes() > most) {
            connection.close(Closing.TOO_LARGE);
            return;
        }
        Buffer piece = Buffer.buffer(ByteBufUtil.getBytes(data));
        Buffer whole = before == null ? piece : before.appendBuffer(piece);
        if (last) {
            connection.receive(whole);
        } else {
            parts = whole;
            connection.seen();
        }
    }

    /** The other side closes, or has answered that this side does. */
    private void closed(ByteBuf why) {
        if (closing) {
            channel.close();
            return;
        }
        closing = true;
        connection.gone();
        control(CLOSE, why);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        cutSoon();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (unread != null) {
            unread.forEach(WebSocketFrame::release);
            unread = null;
        }
        context.dispatch(connection::gone);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException broken && !closing) {
            context.dispatch(() -> connection.broken(broken.closeStatus().code()));
        } else {
            channel.close();
        }
    }

    // ---- what goes out

    @Override
    public void write(Frame frame) {
        channel.write(frame.wire(channel.alloc()), nobody);
    }

    @Override
    public void write(Batch batch) {
        channel.write(batch.wire(channel.alloc()), nobody);
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public long waiting() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    @Override
    public boolean ping() {
        channel.write(PING.duplicate(), nobody);
        return true;
    }

    private void control(int type, ByteBuf content) {
        ByteBuf frame = channel.alloc().directBuffer(2 + content.readableBytes());
        frame.writeByte(type).writeByte(content.readableBytes()).writeBytes(content);
        channel.write(frame, nobody);
    }

    // ---- its end, and pauses

    @Override
    public void close(int code, String reason) {
        if (!closing) {
            closing = true;
            ByteBuf why = Unpooled.buffer().writeShort(code);
            why.writeCharSequence(reason, StandardCharsets.UTF_8);
            control(CLOSE, why);
            channel.flush();
            cutSoon();
        }
    }

    private void cutSoon() {
        channel.eventLoop().schedule(() -> channel.close(), CUT_AFTER_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void pause() {
        paused = true;
        channel.config().setAutoRead(false);
    }

    @Override
    public void resume() {
        paused = false;
        while (!paused && unread != null && !unread.isEmpty()) {
            take(unread.poll());
        }
        if (!paused) {
            channel.config().setAutoRead(true);
        }
    }
}
