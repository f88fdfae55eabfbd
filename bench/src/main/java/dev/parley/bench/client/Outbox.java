package dev.parley.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.bench.check.Entry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** What a device has to send: each room's messages and changes in order, each repeated, messages with the same key, until it is acknowledged or refused. */
final class Outbox {

    private static final long PAUSE_MS = 100;

    private static final class Send {
        private final Task task;
        private final CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        private int attempts;
        private boolean onItsWay;

        Send(Task task) {
            this.task = task;
        }
    }

    private final Device device;
    private final Random random;
    private final Map<String, Deque<Send>> rooms = new HashMap<>();

    Outbox(Device device, Random random) {
        this.device = device;
        this.random = random;
    }

    CompletableFuture<Boolean> add(Task task) {
        Send send = new Send(task);
        device.loop().execute(() -> {
            rooms.computeIfAbsent(task.room(), any -> new ArrayDeque<>()).add(send);
            next(task.room());
        });
        return send.outcome;
    }

    /** Makes one attempt at once and lets its outcome be the last word; gives whether it was acknowledged. */
    void once(Task task, CompletableFuture<Boolean> over) {
        device.history().add(at -> task.attempt(at, device, 1));
        device.call(task.address(), task.body()).whenComplete((answer, failure) -> {
            if (failure == null) {
                device.history().add(at -> task.acknowledged(at, device, answer));
            } else if (failure instanceof CallFailed failed && !failed.unanswered()) {
                device.history().add(at -> refusal(at, task, failed));
            }
            over.complete(failure == null);
        });
    }

    private Entry refusal(long at, Task task, CallFailed failed) {
        return failed.retryable()
                ? new Entry.Retry(at, device.name(), task.room(), task.key(), failed.reason(), pause(failed))
                : new Entry.Rejected(at, device.name(), task.room(), task.key(), failed.reason());
    }

    private static long pause(CallFailed failed) {
        return failed.retryAfterMs() < 0 ? PAUSE_MS : failed.retryAfterMs();
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
        device.history().add(at -> send.task.attempt(at, device, send.attempts));
        ObjectNode body = send.task.body();
        device.call(send.task.address(), body).whenComplete((answer, failure) -> {
            if (failure == null) {
                acknowledged(send, answer);
            } else if (failure instanceof CallFailed failed && !failed.unanswered()) {
                failed(send, failed);
            }
        });
    }

    private void acknowledged(Send send, JsonNode answer) {
        device.history().add(at -> send.task.acknowledged(at, device, answer));
        send.task.then(device, answer);
        done(send, true);
    }

    private void failed(Send send, CallFailed failed) {
        String room = send.task.room();
        device.history().add(at -> refusal(at, send.task, failed));
        if (!failed.retryable()) {
            done(send, false);
            return;
        }
        long pause = pause(failed);
        int on = device.socket();
        device.later(pause + random.nextLong(pause + 1), () -> {
            if (on == device.socket()) {
                send.onItsWay = false;
                next(room);
            }
        });
    }

    private void done(Send send, boolean acknowledged) {
        rooms.getOrDefault(send.task.room(), new ArrayDeque<>()).remove(send);
        send.outcome.complete(acknowledged);
        next(send.task.room());
    }

    @Override
    public String toString() {
        return rooms.values().stream().mapToInt(Deque::size).sum() + " to send";
    }
}
