package dev.parley.bench.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens WebSockets, thousands of them, on a few event loops. */
public final class Sockets implements AutoCloseable {

    private static final int MOST_BYTES = 4 << 20;
    private static final int CONNECT_MS = 5_000;

    private final boolean epoll = Epoll.isAvailable();
    private final MultiThreadIoEventLoopGroup loops;
    private final int receiveBytes;

    /** Sockets on this many event loops. */
    public Sockets(int threads) {
        this(threads, 0);
    }

    /** The same with so many bytes of each socket's receive buffer, or with as many as the system likes when that is 0. */
    public Sockets(int threads, int receiveBytes) {
        this.receiveBytes = receiveBytes;
        loops = new MultiThreadIoEventLoopGroup(
                threads, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    /** One of the event loops, in turn. */
    public EventLoop next() {
        return loops.next();
    }

    /**
     * Begins to connect; the listener hears of success or failure.
     *
     * @param from the local address to connect from, or null for any: one pair of addresses has 28,000 ports
     */
    public RawSocket connect(URI uri, @Nullable String from, EventLoop loop, RawSocket.Listener listener) {
        RawSocket socket = new RawSocket(listener, loop);
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MS)
                .handler(initializer(uri, socket));
        if (receiveBytes > 0) {
            bootstrap.option(ChannelOption.SO_RCVBUF, receiveBytes);
        }
        if (from != null) {
            bootstrap.localAddress(new InetSocketAddress(from, 0));
        }
        ChannelFuture connecting = bootstrap.connect(uri.getHost(), uri.getPort());
        connecting.addListener((ChannelFutureListener) done -> {
            if (!done.isSuccess()) {
                socket.failed(done.cause());
            }
        });
        return socket;
    }

    private static ChannelInitializer<Channel> initializer(URI uri, RawSocket socket) {
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(uri)
                .version(WebSocketVersion.V13)
                .customHeaders(new DefaultHttpHeaders())
                .maxFramePayloadLength(MOST_BYTES)
                .handshakeTimeoutMillis(CONNECT_MS)
                .handleCloseFrames(false)
                .withUTF8Validator(false)
                .build();
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(
                                new HttpClientCodec(),
                                new HttpObjectAggregator(8192),
                                new WebSocketClientProtocolHandler(config),
                                socket);
            }
        };
    }

    /** Closes every socket and ends the event loops. */
    @Override
    public void close() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
