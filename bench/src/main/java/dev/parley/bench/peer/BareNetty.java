package dev.parley.bench.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The floor: what a server on Netty does at least to tell a room something.
 *
 * <p>A WebSocket frame is made once. Each event loop writes it to all its sockets of the room, and flushes them when it has written all that waits. Nothing is stored, no right is checked, nobody is waited for.
 */
public final class BareNetty {

    private static final int MOST_BYTES = 65_536;
    private static final String ID = UUID.randomUUID().toString();

    private final Map<String, Room> rooms = new ConcurrentHashMap<>();

    private BareNetty() {}

    /** Serves on a port of the loopback; the argument is the port. */
    public static void main(String[] arguments) throws InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        BareNetty server = new BareNetty();
        int cores = Runtime.getRuntime().availableProcessors();
        new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(cores, EpollIoHandler.newFactory()))
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(server.initializer())
                .bind(InetAddress.getLoopbackAddress(), port)
                .sync();
        System.out.println("Ready at http://127.0.0.1:" + port);
    }

    private ChannelInitializer<Channel> initializer() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(
                                new HttpServerCodec(),
                                new HttpObjectAggregator(MOST_BYTES),
                                new WebSocketServerProtocolHandler("/ws"),
                                new Guest());
            }
        };
    }

    /** A frame from a server is short: a header and the text as it is. */
    static ByteBuf frame(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ByteBuf frame = Unpooled.directBuffer(utf8.length + 4).writeByte(0x81);
        if (utf8.length < 126) {
            frame.writeByte(utf8.length);
        } else {
            frame.writeByte(126).writeShort(utf8.length);
        }
        return frame.writeBytes(utf8);
    }

    /** Those of a room who are on one event loop; only for that loop. */
    private static final class Corner {
        private final EventLoop loop;
        private final Set<Channel> channels = new LinkedHashSet<>();
        private boolean flushing;

        Corner(EventLoop loop) {
            this.loop = loop;
        }

        /** The flush waits behind all that the loop was told until now. */
        void write(ByteBuf frame) {
            channels.forEach(channel -> channel.write(frame.retainedDuplicate(), channel.voidPromise()));
            frame.release();
            if (!flushing) {
                flushing = true;
                loop.execute(this::flush);
            }
        }

        private void flush() {
            flushing = false;
            channels.forEach(Channel::flush);
        }
    }

    private static final class Room {
        private final Map<EventLoop, Corner> corners = new ConcurrentHashMap<>();
        private long rev;

        synchronized long enter(Channel channel) {
            corners.computeIfAbsent(channel.eventLoop(), Corner::new).channels.add(channel);
            return rev;
        }

        void leave(Channel channel) {
            Corner corner = corners.get(channel.eventLoop());
            if (corner != null) {
                corner.channels.remove(channel);
            }
        }

        /** The order of the numbers is the order of the tasks on each loop. */
        synchronized void tell(String name, String key, String content) {
            rev++;
            ByteBuf frame = frame("{\"type\":\"rec\",\"address\":\"room." + name
                    + "\",\"body\":{\"type\":\"message.posted\",\"epoch\":\"" + ID + "\",\"message\":{\"id\":\""
                    + UUID.randomUUID() + "\",\"roomId\":\"" + ID + "\",\"seq\":" + rev + ",\"rev\":" + rev
                    + ",\"senderId\":\"" + ID + "\",\"kind\":\"text\",\"content\":\"" + content + "\",\"key\":\"" + key
                    + "\",\"createdAt\":\"" + Instant.now().toString().substring(0, 19) + ".000Z\"}}}");
            corners.forEach((loop, corner) -> {
                ByteBuf share = frame.retainedDuplicate();
                loop.execute(() -> corner.write(share));
            });
            frame.release();
        }
    }

    private final class Guest extends SimpleChannelInboundHandler<TextWebSocketFrame> {

        private static final ObjectMapper JSON = new ObjectMapper();

        private Room room = new Room();

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof HandshakeComplete) {
                context.pipeline().remove(HttpObjectAggregator.class);
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame text) throws IOException {
            JsonNode frame = read(text.content());
            if (frame.path("type").asText().equals("register")) {
                String address = frame.path("address").asText();
                room = rooms.computeIfAbsent(address.substring("room.".length()), any -> new Room());
                long rev = room.enter(context.channel());
                answer(context, address, "{\"type\":\"room.synced\",\"rev\":" + rev + "}");
            } else {
                JsonNode body = frame.path("body");
                room.tell(
                        body.path("roomId").asText(),
                        body.path("key").asText(),
                        body.path("content").asText());
                answer(context, frame.path("replyAddress").asText(), "{}");
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            room.leave(context.channel());
        }

        private static JsonNode read(ByteBuf utf8) throws IOException {
            try (InputStream in = new ByteBufInputStream(utf8)) {
                return JSON.readTree(in);
            }
        }

        private static void answer(ChannelHandlerContext context, String address, String body) {
            context.writeAndFlush(frame("{\"type\":\"rec\",\"address\":\"" + address + "\",\"body\":" + body + "}"));
        }
    }
}
