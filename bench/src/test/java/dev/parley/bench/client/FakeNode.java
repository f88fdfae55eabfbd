package dev.parley.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A node of the protocol for one room, in memory and on one thread, that can be told to misbehave. */
final class FakeNode implements AutoCloseable {

    /** What the node does wrong with the next message. */
    enum Fault {
        NONE,
        /** Stores it, acknowledges it and tells nobody. */
        NO_FRAME,
        /** Stores it, tells everybody and closes the socket instead of answering. */
        NO_ANSWER,
        /** Stores it and says nothing. */
        NOTHING,
        /** Does not store it and asks for a repeat, of what comes behind it too. */
        RETRY,
        /** Does not store it and never will. */
        REJECT,
        /** Stores it, tells nobody, and answers the next catch-up that it is too far behind. */
        RESET
    }

    static final String ROOM = "room-1";

    volatile Fault next = Fault.NONE;
    /** Whether it says nothing when it is asked for what is older than the newest page. */
    volatile boolean silentOfOld;

    /** The keys of what is to be repeated; none when nothing is. */
    private final Set<String> refused = new LinkedHashSet<>();

    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Map<String, ObjectNode> byKey = new LinkedHashMap<>();
    private final List<ObjectNode> log = new ArrayList<>();
    private final Set<Channel> registered = new LinkedHashSet<>();

    /** Those that are too far behind. */
    private final Set<Channel> behind = new LinkedHashSet<>();

    private final Channel server;

    FakeNode() {
        server = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(8192),
                                        new WebSocketServerProtocolHandler("/eventbus/websocket"),
                                        new Frames());
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort());
    }

    List<ObjectNode> log() {
        return log;
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Frames extends SimpleChannelInboundHandler<TextWebSocketFrame> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame text) {
            JsonNode frame = Json.read(text.text());
            if (frame.path("type").asText().equals("register")) {
                registered.add(context.channel());
                send(context.channel(), "rec", frame.path("address").asText(), head().put("type", "room.synced"));
            } else {
                String reply = frame.path("replyAddress").asText();
                switch (frame.path("address").asText()) {
                    case "session.open" -> send(context.channel(), "rec", reply, Json.object());
                    case "rooms.changes" ->
                        send(context.channel(), "rec", reply, changes(context.channel(), frame.path("body")));
                    case "messages.history" -> history(context.channel(), reply, frame.path("body"));
                    case "messages.post" -> post(context.channel(), reply, frame.path("body"));
                    default -> throw new IllegalArgumentException(text.text());
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            registered.remove(context.channel());
            behind.remove(context.channel());
        }
    }

    /** Two pages, the older of which is empty; whoever reads is told meanwhile that the room is live, as after another registration. */
    private void history(Channel channel, String reply, JsonNode body) {
        behind.remove(channel);
        boolean newest = !body.has("before");
        if (newest) {
            send(channel, "rec", "room." + ROOM, head().put("type", "room.synced"));
        }
        if (!newest && silentOfOld) {
            return;
        }
        ObjectNode page = changes(channel, Json.object()).put("hasBefore", newest);
        if (!newest) {
            page.putArray("messages");
        }
        send(channel, "rec", reply, page);
    }

    private void post(Channel channel, String reply, JsonNode body) {
        String key = body.path("key").asText();
        boolean behindRefused = !refused.isEmpty() && refused.add(key);
        Fault fault = behindRefused ? Fault.RETRY : next;
        if (!behindRefused) {
            next = Fault.NONE;
            refused.clear();
        }
        if (fault == Fault.RETRY) {
            refused.add(key);
        }
        if (fault == Fault.RETRY || fault == Fault.REJECT) {
            boolean again = fault == Fault.RETRY;
            ObjectNode error = Json.object()
                    .put("reason", again ? "unavailable" : "not_a_member")
                    .put("retryable", again);
            error.set("details", Json.object().put("retryAfterMs", 10));
            send(channel, "err", reply, (ObjectNode) Json.object().set("error", error));
            return;
        }
        if (fault == Fault.RESET) {
            behind.addAll(registered);
        }
        boolean duplicate = byKey.containsKey(key);
        ObjectNode message = byKey.computeIfAbsent(
                key, any -> store(key, body.path("content").asText()));
        if (!duplicate && fault != Fault.NO_FRAME && fault != Fault.RESET) {
            tell(message);
        }
        if (fault == Fault.NO_ANSWER) {
            channel.close();
            return;
        }
        if (fault == Fault.NOTHING) {
            return;
        }
        ObjectNode answer = Json.object().put("duplicate", duplicate);
        answer.set("message", message);
        send(channel, "rec", reply, answer);
    }

    private void tell(ObjectNode message) {
        ObjectNode event = Json.object().put("type", "message.posted").put("epoch", 1);
        event.set("message", message);
        registered.forEach(member -> send(member, "rec", "room." + ROOM, event));
    }

    private ObjectNode store(String key, String content) {
        ObjectNode message = Json.object()
                .put("id", "id-" + key)
                .put("seq", log.size() + 1)
                .put("rev", log.size() + 1)
                .put("senderId", "alice")
                .put("key", key)
                .put("kind", "text")
                .put("content", content);
        log.add(message);
        return message;
    }

    private ObjectNode changes(Channel channel, JsonNode body) {
        ObjectNode answer = Json.object().put("hasMore", false).put("hasBefore", false);
        answer.put("reset", behind.contains(channel) && body.has("after"));
        answer.set("head", head());
        int after = body.path("after").asInt();
        answer.putArray("messages").addAll(log.subList(Math.min(after, log.size()), log.size()));
        return answer;
    }

    private ObjectNode head() {
        return Json.object().put("epoch", 1).put("rev", log.size()).put("seq", log.size());
    }

    private static void send(Channel channel, String type, String address, ObjectNode body) {
        ObjectNode frame =
                Json.object().put("type", type).put("address", address).put("failureCode", 503);
        frame.set("body", body);
        channel.writeAndFlush(new TextWebSocketFrame(Json.write(frame)));
    }
}
