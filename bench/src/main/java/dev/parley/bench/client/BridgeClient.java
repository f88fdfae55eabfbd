package dev.parley.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Speaks the frames of the bridge on one socket: calls with their answers, topics with their events. To be used on the socket's event loop only. */
public final class BridgeClient implements RawSocket.Listener {

    /** Who wants to know what happens. */
    public interface Listener {

        /** The socket is open; the session is not. */
        void opened();

        /** An event came in on a topic. */
        void event(String topic, JsonNode body);

        /** A topic was refused or taken away. */
        void refused(String topic, CallFailed why);

        /** The socket is gone; calls without an answer have failed already. */
        void closed(boolean bySelf, int code, String reason);
    }

    private record Call(CompletableFuture<JsonNode> answer, ScheduledFuture<?> patience) {}

    private final Listener listener;
    private final long patienceMs;
    private final Map<String, Call> calls = new HashMap<>();
    private @Nullable RawSocket socket;
    private int lastCall;
    private boolean bySelf;

    /** A client that gives a call up, and the socket with it, after this time without an answer. */
    public BridgeClient(Listener listener, long patienceMs) {
        this.listener = listener;
        this.patienceMs = patienceMs;
    }

    /** Sends a command and gives the body of its answer, or fails with {@link CallFailed}. */
    public CompletableFuture<JsonNode> call(String address, ObjectNode body) {
        RawSocket open = socket;
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        if (open == null) {
            answer.completeExceptionally(CallFailed.closed());
            return answer;
        }
        String reply = "r" + ++lastCall;
        calls.put(reply, new Call(answer, open.loop().schedule(this::close, patienceMs, TimeUnit.MILLISECONDS)));
        ObjectNode frame = frame("send", address).put("replyAddress", reply);
        frame.set("body", body);
        open.send(Json.write(frame));
        return answer;
    }

    /** Asks for the events of a topic. */
    public void register(String topic) {
        if (socket != null) {
            socket.send(Json.write(frame("register", topic)));
        }
    }

    /** Closes the socket. */
    public void close() {
        bySelf = true;
        if (socket != null) {
            socket.close();
        }
    }

    /** Reads no more from the socket, or reads again. */
    void deaf(boolean deaf) {
        if (socket != null) {
            socket.deaf(deaf);
        }
    }

    private static ObjectNode frame(String type, String address) {
        return Json.object().put("type", type).put("address", address);
    }

    @Override
    public void opened(RawSocket opened) {
        socket = opened;
        listener.opened();
    }

    @Override
    public void text(ByteBuf utf8) {
        JsonNode frame = Json.read(utf8);
        String address = frame.path("address").asText();
        JsonNode body = frame.path("body");
        Call call = calls.remove(address);
        boolean failed = frame.path("type").asText().equals("err");
        if (call != null) {
            call.patience.cancel(false);
        }
        if (call != null && failed) {
            call.answer.completeExceptionally(
                    CallFailed.of(frame.path("failureCode").asInt(500), body));
        } else if (call != null) {
            call.answer.complete(body);
        } else if (failed) {
            listener.refused(address, CallFailed.of(frame.path("failureCode").asInt(500), body));
        } else if (frame.path("type").asText().equals("rec")) {
            listener.event(address, body);
        }
    }

    @Override
    public void closed(int code, String reason) {
        socket = null;
        List<Call> open = List.copyOf(calls.values());
        calls.clear();
        open.forEach(call -> {
            call.patience.cancel(false);
            call.answer.completeExceptionally(CallFailed.closed());
        });
        listener.closed(bySelf, code, reason);
    }
}
