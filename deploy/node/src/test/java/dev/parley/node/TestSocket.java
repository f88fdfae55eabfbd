package dev.parley.node;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A socket as any program opens it, with all that came in so far. */
final class TestSocket implements WebSocket.Listener {

    private static final AtomicInteger REPLIES = new AtomicInteger();
    private static final long PATIENCE_S = 60;

    private final BlockingQueue<JsonObject> incoming = new LinkedBlockingQueue<>();
    private final List<JsonObject> passed = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;

    private TestSocket(int port) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/eventbus/websocket"), this)
                .join();
    }

    /** A socket without a session. */
    static TestSocket connect(int port) {
        return new TestSocket(port);
    }

    /** A socket whose session is open. */
    static TestSocket open(int port, TestPerson person) {
        TestSocket opened = new TestSocket(port);
        opened.call("session.open", new JsonObject().put("token", person.token()));
        return opened;
    }

    /** Sends a command and gives the body of its answer; an error is an {@link AssertionError}. */
    JsonObject call(String address, JsonObject body) {
        String reply = "r" + REPLIES.incrementAndGet();
        send(new JsonObject()
                .put("type", "send")
                .put("address", address)
                .put("replyAddress", reply)
                .put("body", body));
        JsonObject frame = await(f -> reply.equals(f.getString("address")));
        if (!frame.getString("type").equals("rec")) {
            throw new AssertionError(frame.encode());
        }
        return frame.getJsonObject("body");
    }

    /** Subscribes to a topic; gives the {@code room.synced} of a room's topic. */
    void register(String topic) {
        send(new JsonObject().put("type", "register").put("address", topic));
        if (topic.startsWith("room.")) {
            await(f -> topic.equals(f.getString("address")) && type(f).equals("room.synced"));
        }
    }

    /** The body of the next event of a type, also when it came earlier than it was asked for. */
    JsonObject event(String type) {
        return await(f -> type(f).equals(type)).getJsonObject("body");
    }

    /** The next frame that fits. */
    JsonObject await(Predicate<JsonObject> wanted) {
        for (JsonObject frame : passed) {
            if (wanted.test(frame)) {
                passed.remove(frame);
                return frame;
            }
        }
        try {
            while (true) {
                JsonObject frame = incoming.poll(PATIENCE_S, TimeUnit.SECONDS);
                if (frame == null) {
                    throw new AssertionError("nothing came; before that: " + passed);
                }
                if (wanted.test(frame)) {
                    return frame;
                }
                passed.add(frame);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether a message with this content has come in. */
    boolean seen(String content) {
        incoming.drainTo(passed);
        return passed.stream().anyMatch(frame -> frame.encode().contains(content));
    }

    /** The code with which the server closed it. */
    int closeCode() {
        return closed.orTimeout(PATIENCE_S, TimeUnit.SECONDS).join();
    }

    void send(JsonObject frame) {
        socket.sendText(frame.encode(), true).join();
    }

    void close() {
        socket.abort();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            incoming.add(new JsonObject(text.toString()));
            text.setLength(0);
        }
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }

    private static String type(JsonObject frame) {
        JsonObject body = frame.getJsonObject("body");
        return body == null ? "" : body.getString("type", "");
    }
}
