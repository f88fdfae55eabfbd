package dev.parley.bridge;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.http.WebSocket;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A socket client that waits for what it is told. */
final class TestSocket {

    private static final int PATIENCE_SECONDS = 60;

    final WebSocket socket;
    final LinkedBlockingQueue<JsonObject> frames = new LinkedBlockingQueue<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final List<JsonObject> passed = new ArrayList<>();
    private final AtomicInteger replies = new AtomicInteger();

    TestSocket(WebSocket socket) {
        this.socket = socket;
        socket.textMessageHandler(text -> frames.add(new JsonObject(text)));
        socket.closeHandler(
                gone -> closed.complete(socket.closeStatusCode() == null ? 0 : (int) socket.closeStatusCode()));
    }

    void write(String text) {
        socket.writeTextMessage(text);
    }

    void write(JsonObject frame) {
        write(frame.encode());
    }

    /** Sends a command; the address of the answer. */
    String post(String address, JsonObject body) {
        String reply = "r" + replies.incrementAndGet();
        write(new JsonObject()
                .put("type", "send")
                .put("address", address)
                .put("replyAddress", reply)
                .put("body", body));
        return reply;
    }

    /** Sends a command and waits for its answer, which may be a refusal. */
    JsonObject call(String address, JsonObject body) {
        String reply = post(address, body);
        return next(frame -> reply.equals(frame.getString("address")));
    }

    void register(String topic) {
        write(new JsonObject().put("type", "register").put("address", topic));
    }

    /** Registers on a room and waits until it is live; the body of room.synced. */
    JsonObject listen(UUID roomId) {
        register("room." + roomId);
        return next(frame -> "room.synced".equals(type(frame))).getJsonObject("body");
    }

    /** The next frame that fits; those before it are passed over. */
    JsonObject next(Predicate<JsonObject> fits) {
        long end = System.nanoTime() + SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (true) {
                JsonObject frame = frames.poll(end - System.nanoTime(), java.util.concurrent.TimeUnit.NANOSECONDS);
                if (frame == null) {
                    throw new AssertionError("Nothing came that fits, but " + passed);
                }
                passed.add(frame);
                if (fits.test(frame)) {
                    return frame;
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    JsonObject next() {
        return next(frame -> true);
    }

    /** All frames that have come until the socket answered a ping, which it does in order. */
    List<JsonObject> untilNow() {
        List<JsonObject> found = new ArrayList<>();
        write(new JsonObject().put("type", "ping"));
        for (JsonObject frame = next(); !"pong".equals(frame.getString("type")); frame = next()) {
            found.add(frame);
        }
        return found;
    }

    int closeCode() {
        try {
            return closed.get(PATIENCE_SECONDS, SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("The socket was not closed", e);
        }
    }

    static String type(JsonObject frame) {
        Object body = frame.getValue("body");
        return body instanceof JsonObject json ? json.getString("type", "") : "";
    }

    static String reason(JsonObject frame) {
        return frame.getJsonObject("body").getJsonObject("error").getString("reason");
    }
}
