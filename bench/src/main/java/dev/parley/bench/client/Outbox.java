package dev.parley.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.bench.check.Entry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** What a device has to send: each room's messages in order, each sent with the same key until it is acknowledged or refused. */
final class Outbox {

    private static final long PAUSE_MS = 100;

    private static final class Send {
        private final String room;
        private final String key;
        private final String content;
        private final CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        private int attempts;
        private boolean onItsWay;

        Send(String room, String key, String content) {
            this.room = room;
            this.key = key;
            this.content = content;
        }
    }

    private final Device device;
    private final Random random;
    private final Map<String, Deque<Send>> rooms = new HashMap<>();

    Outbox(Device device, Random random) {
        this.device = device;
        this.random = random;
    }

    CompletableFuture<Boolean> add(String room, String content) {
        Send send = new Send(room, UUID.randomUUID().toString(), content);
        device.loop().execute(() -> {
            rooms.computeIfAbsent(room, any -> new ArrayDeque<>()).add(send);
            next(room);
        });
        return send.outcome;
    }

    /** The session is open: everything may go. */
    void resume() {
        rooms.keySet().forEach(this::next);
    }

    /** The socket is gone: what was on its way is in doubt and goes again. */
    void lost() {
        rooms.values().forEach(sends -> sends.forEach(send -> send.onItsWay = false));
    }

    private void next(String room) {
        Send send = rooms.getOrDefault(room, new ArrayDeque<>()).peek();
        if (send == null || send.onItsWay || !device.ready()) {
            return;
        }
        send.onItsWay = true;
        send.attempts++;
        int on = device.socket();
        device.history()
                .add(at -> new Entry.Invoke(
                        at, device.name(), on, device.userId(), room, send.key, send.content, send.attempts));
        ObjectNode body = Json.object().put("roomId", room).put("key", send.key).put("content", send.content);
        device.call("messages.post", body).whenComplete((answer, failure) -> {
            if (failure == null) {
                acknowledged(send, answer);
            } else if (failure instanceof CallFailed failed && !failed.unanswered()) {
                failed(send, failed);
            }
        });
    }

    private void acknowledged(Send send, JsonNode answer) {
        JsonNode message = answer.path("message");
        device.history()
                .add(at -> new Entry.Ok(
                        at,
                        device.name(),
                        send.room,
                        send.key,
                        message.path("id").asText(),
                        message.path("seq").asLong(),
                        message.path("rev").asLong(),
                        answer.path("duplicate").asBoolean()));
        done(send, true);
    }

    private void failed(Send send, CallFailed failed) {
        if (!failed.retryable()) {
            device.history().add(at -> new Entry.Rejected(at, device.name(), send.room, send.key, failed.reason()));
            done(send, false);
            return;
        }
        long pause = failed.retryAfterMs() < 0 ? PAUSE_MS : failed.retryAfterMs();
        device.history().add(at -> new Entry.Retry(at, device.name(), send.room, send.key, failed.reason(), pause));
        int on = device.socket();
        device.later(pause + random.nextLong(pause + 1), () -> {
            if (on == device.socket()) {
                send.onItsWay = false;
                next(send.room);
            }
        });
    }

    private void done(Send send, boolean acknowledged) {
        rooms.getOrDefault(send.room, new ArrayDeque<>()).remove(send);
        send.outcome.complete(acknowledged);
        next(send.room);
    }

    @Override
    public String toString() {
        return rooms.values().stream().mapToInt(Deque::size).sum() + " to send";
    }
}
