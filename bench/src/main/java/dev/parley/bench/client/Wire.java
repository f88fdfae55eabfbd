package dev.parley.bench.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket that takes as little memory as it can, so that one process holds many thousands: it makes the handshake and reads the frames by itself. To be used on its event loop only.
 *
 * <p>It masks with zeros, which the protocol cannot tell from a mask drawn by lot, and takes only frames that are whole, as servers send them.
 */
public abstract class Wire extends ChannelInboundHandlerAdapter {

    /** The code for a socket that broke without a close frame. */
    public static final int BROKEN = 1006;

    private static final String UPGRADE = """
            GET %s HTTP/1.1\r
            Host: %s\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Version: 13\r
            \r
            """;
    private static final byte[] SWITCHING = "HTTP/1.1 101".getBytes(StandardCharsets.US_ASCII);
    private static final ByteBuf END_OF_HEAD =
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("\r\n\r\n", StandardCharsets.US_ASCII));
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int MASKED = 0x80;
    private static final int FINAL = 0x80;
    private static final int SHORT = 126;
    private static final int LONG = 127;

    private @Nullable Channel channel;
    private @Nullable ByteBuf rest;
    private boolean open;
    private int code = BROKEN;

    /** The path that is asked for. */
    protected abstract String path();

    /** The handshake is done. */
    protected abstract void opened();

    /** A whole text came in; the bytes are only lent for the call. */
    protected abstract void text(ByteBuf utf8);

    /** The socket is gone. */
    protected abstract void closed(int closeCode);

    /** Writes a text; it goes out with the next {@link #flush}. What is written to a socket that is gone is dropped. */
    public final void write(CharSequence text) {
        Channel to = channel;
        if (to == null || !open) {
            return;
        }
        int length = ByteBufUtil.utf8Bytes(text);
        ByteBuf frame = to.alloc().buffer(length + 8);
        frame.writeByte(FINAL | TEXT);
        if (length < SHORT) {
            frame.writeByte(MASKED | length);
        } else {
            frame.writeByte(MASKED | SHORT).writeShort(length);
        }
        frame.writeInt(0);
        ByteBufUtil.writeUtf8(frame, text);
        to.write(frame, to.voidPromise());
    }

    /** Sends what was written. */
    public final void flush() {
        if (channel != null) {
            channel.flush();
        }
    }

    /** Whether the handshake is done and the socket not gone. */
    public final boolean isOpen() {
        return open;
    }

    /** Breaks the connection without a word. */
    public final void cut() {
        if (channel != null) {
            channel.close();
        }
    }

    /** Stops or goes on reading what comes in. */
    public final void read(boolean on) {
        if (channel != null) {
            channel.config().setAutoRead(on);
        }
    }

    /** The same socket may be connected again when it is gone. */
    @Override
    public boolean isSharable() {
        return true;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
        open = false;
        code = BROKEN;
        String host = String.valueOf(context.channel().remoteAddress()).replaceFirst(".*/", "");
        context.writeAndFlush(ByteBufUtil.writeAscii(context.alloc(), UPGRADE.formatted(path(), host)));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (rest != null) {
            rest.writeBytes(in);
            in.release();
            in = rest;
            rest = null;
        }
        try {
            while (open ? frame(context, in) : handshake(in)) {
                // One after another, as long as there is a whole one.
            }
            if (in.isReadable()) {
                rest = context.alloc().buffer(in.readableBytes() + 512).writeBytes(in);
            }
        } finally {
            in.release();
        }
    }

    private boolean handshake(ByteBuf in) {
        int end = ByteBufUtil.indexOf(END_OF_HEAD.duplicate(), in);
        if (end < 0) {
            return false;
        }
        for (int i = 0; i < SWITCHING.length; i++) {
            if (in.getByte(in.readerIndex() + i) != SWITCHING[i]) {
                throw new IllegalStateException(
                        "not a WebSocket: " + in.toString(in.readerIndex(), 32, StandardCharsets.US_ASCII));
            }
        }
        in.readerIndex(end + END_OF_HEAD.readableBytes());
        open = true;
        opened();
        return true;
    }

    private boolean frame(ChannelHandlerContext context, ByteBuf in) {
        int start = in.readerIndex();
        if (in.readableBytes() < 2) {
            return false;
        }
        int first = in.getUnsignedByte(start);
        int length = in.getUnsignedByte(start + 1);
        int head = length == LONG ? 10 : length == SHORT ? 4 : 2;
        if (in.readableBytes() < head) {
            return false;
        }
        long size = length == LONG ? in.getLong(start + 2) : length == SHORT ? in.getUnsignedShort(start + 2) : length;
        if (in.readableBytes() < head + size) {
            return false;
        }
        if ((first & FINAL) == 0) {
            throw new IllegalStateException("a frame in parts");
        }
        ByteBuf payload = in.slice(start + head, (int) size);
        in.readerIndex(start + head + (int) size);
        take(context, first & 0xf, payload);
        return open;
    }

    private void take(ChannelHandlerContext context, int kind, ByteBuf payload) {
        if (kind == CLOSE) {
            code = payload.readableBytes() < 2 ? BROKEN : payload.getUnsignedShort(payload.readerIndex());
            open = false;
            context.close();
        } else if (kind == PING) {
            ByteBuf pong = context.alloc().buffer(payload.readableBytes() + 6);
            pong.writeByte(FINAL | PONG)
                    .writeByte(MASKED | payload.readableBytes())
                    .writeInt(0)
                    .writeBytes(payload);
            context.writeAndFlush(pong, context.voidPromise());
        } else if (kind != PONG) {
            text(payload);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (rest != null) {
            rest.release();
            rest = null;
        }
        channel = null;
        open = false;
        closed(code);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
