package dev.parley.bench.prove;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** The wire from a node to PostgreSQL or Redis: it can go silent, and it can break in the midst of a commit. */
final class Wire implements AutoCloseable {

    /** What the statement that stores messages has in its text; a connection that prepares it stores messages. */
    private static final byte[] STORES = "store_batch".getBytes(StandardCharsets.US_ASCII);

    /** The first byte of what a client sends to run a prepared statement. */
    private static final byte BIND = 'B';

    /** After so long without a word a node is asked whether it still has its end; it may have given it up while it was cut off. */
    private static final int KEPT_SECONDS = 3;

    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicInteger breaks = new AtomicInteger();
    private final InetSocketAddress target;
    private final EventLoopGroup loops;
    private final Channel server;
    private volatile boolean silent;

    /** A wire from an address and port to a port of this machine. */
    Wire(EventLoopGroup loops, String host, int port, int targetPort) {
        this.loops = loops;
        this.target = new InetSocketAddress("127.0.0.1", targetPort);
        this.server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), KEPT_SECONDS)
                .childOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), KEPT_SECONDS)
                .childOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), 2)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        new Link(channel);
                    }
                })
                .bind(host, port)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** How many connections there are. */
    int connections() {
        return links.size();
    }

    /** Passes nothing on and says nothing, or passes on again what was held. */
    void silent(boolean silence) {
        silent = silence;
        links.forEach(Link::listen);
        if (!silence) {
            links.forEach(Link::endIfGone);
        }
    }

    /** Breaks the connections of the next so many commits: after the statement was sent, before or after its answer. */
    void breakCommits(int count) {
        breaks.set(count);
    }

    /** How many commits are still to be broken. */
    int unbroken() {
        return breaks.get();
    }

    @Override
    public void close() {
        server.close().awaitUninterruptibly();
        links.forEach(Link::end);
    }

    /** One connection, on both sides. */
    private final class Link {

        private final Channel near;
        private volatile @Nullable Channel far;
        private volatile boolean stores;
        private volatile boolean broken;

        Link(Channel near) {
            this.near = near;
            links.add(this);
            near.pipeline().addLast(new Side(true));
            near.closeFuture().addListener(closed -> end());
            new Bootstrap()
                    .group(loops)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.AUTO_READ, false)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(new Side(false))
                    .connect(target)
                    .addListener((ChannelFutureListener) done -> {
                        if (done.isSuccess()) {
                            far = done.channel();
                            done.channel().closeFuture().addListener(closed -> end());
                            listen();
                        } else {
                            end();
                        }
                    });
        }

        void listen() {
            Channel other = far;
            if (other != null) {
                near.config().setAutoRead(!silent);
                other.config().setAutoRead(!silent);
            }
        }

        void end() {
            if (!silent && links.remove(this)) {
                flushAndClose(near);
                flushAndClose(far);
            }
        }

        void endIfGone() {
            Channel other = far;
            if (!near.isActive() || other != null && !other.isActive()) {
                end();
            }
        }

        private void flushAndClose(@Nullable Channel channel) {
            if (channel != null && channel.isActive()) {
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            }
        }

        private void cut() {
            links.remove(this);
            near.close();
            Channel other = far;
            if (other != null) {
                other.close();
            }
        }

        /** One side of the connection. */
        private final class Side extends ChannelInboundHandlerAdapter {

            private final boolean fromNode;

            Side(boolean fromNode) {
                this.fromNode = fromNode;
            }

            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                Channel to = fromNode ? far : near;
                ByteBuf bytes = (ByteBuf) message;
                if (to == null || broken && !fromNode) {
                    ReferenceCountUtil.release(message);
                    cut();
                    return;
                }
                boolean breaks = fromNode && breaksHere(bytes);
                broken |= breaks;
                to.writeAndFlush(bytes).addListener(sent -> {
                    if (breaks && context.channel().id().hashCode() % 2 == 0) {
                        cut();
                    }
                });
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                context.close();
            }
        }

        private boolean breaksHere(ByteBuf bytes) {
            if (!stores) {
                stores = contains(bytes);
            }
            return stores
                    && bytes.isReadable()
                    && bytes.getByte(bytes.readerIndex()) == BIND
                    && breaks.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        }

        private static boolean contains(ByteBuf bytes) {
            for (int at = bytes.readerIndex(); at <= bytes.writerIndex() - STORES.length; at++) {
                int same = 0;
                while (same < STORES.length && bytes.getByte(at + same) == STORES[same]) {
                    same++;
                }
                if (same == STORES.length) {
                    return true;
                }
            }
            return false;
        }
    }
}
