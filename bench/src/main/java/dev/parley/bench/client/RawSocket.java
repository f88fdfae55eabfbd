package dev.parley.bench.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/** One WebSocket as raw frames of text. Methods may be called from any thread; the listener is called on the socket's event loop. */
public final class RawSocket extends SimpleChannelInboundHandler<WebSocketFrame> {

    /** The code for a socket that broke without a close frame. */
    public static final int BROKEN = 1006;

    /** Who wants to know what happens on a socket. */
    public interface Listener {

        /** The handshake is done. */
        void opened(RawSocket socket);

        /** A whole message came in, as a text frame or, which the stock bridge sends, as a binary one; the bytes are only lent for the call. */
        void text(ByteBuf utf8);

        /** The socket is gone, or never came to be; said once. */
        void closed(int code, String reason);
    }

    private final Listener listener;
    private final EventLoop loop;
    private @Nullable Channel channel;
    private @Nullable CompositeByteBuf parts;
    private int code = BROKEN;
    private String reason = "";
    private boolean closed;

    RawSocket(Listener listener, EventLoop loop) {
        this.listener = listener;
        this.loop = loop;
    }

    /** The event loop on which the listener is called. */
    public EventLoop loop() {
        return loop;
    }

    /** Sends a text frame. What is sent on a socket that is gone is dropped. */
    public void send(String text) {
        Channel open = channel;
        if (open != null) {
            open.writeAndFlush(new TextWebSocketFrame(ByteBufUtil.writeUtf8(open.alloc(), text)), open.voidPromise());
        }
    }

    /** Reads no more, so that what the other side sends piles up, or reads again. */
    public void deaf(boolean deaf) {
        Channel open = channel;
        if (open != null) {
            open.config().setAutoRead(!deaf);
        }
    }

    /** Closes in good order. */
    public void close() {
        loop.execute(() -> {
            if (channel == null) {
                gone();
            } else {
                channel.writeAndFlush(new CloseWebSocketFrame(1000, "")).addListener(ChannelFutureListener.CLOSE);
            }
        });
    }

    /** The connection could not be made. */
    void failed(Throwable cause) {
        loop.execute(() -> {
            reason = String.valueOf(cause.getMessage());
            gone();
        });
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            channel = context.channel();
            listener.opened(this);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        if (frame instanceof CloseWebSocketFrame close) {
            code = close.statusCode();
            reason = close.reasonText();
            context.close();
        } else if (frame instanceof ContinuationWebSocketFrame || !frame.isFinalFragment()) {
            part(context, frame);
        } else if (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame) {
            listener.text(frame.content());
        }
    }

    private void part(ChannelHandlerContext context, WebSocketFrame frame) {
        CompositeByteBuf whole = parts == null ? context.alloc().compositeBuffer(64) : parts;
        parts = whole;
        whole.addComponent(true, frame.content().retain());
        if (frame.isFinalFragment()) {
            parts = null;
            listener.text(whole);
            whole.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (parts != null) {
            parts.release();
            parts = null;
        }
        gone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        reason = String.valueOf(cause);
        context.close();
    }

    private void gone() {
        if (!closed) {
            closed = true;
            channel = null;
            listener.closed(code, reason);
        }
    }
}
