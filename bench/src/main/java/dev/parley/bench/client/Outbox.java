package dev.parley.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bench.check.Entry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * What a device has to send: each room's messages and changes in order, each repeated, messages with the same key, until it is acknowledged or refused.
 *
 * <p>So many messages of a room may be under way at a time; a change is under way alone. When one is to be repeated, no more go until those under way have their outcomes, because what was sent behind it is to be repeated too; then all
 * that are left go again, in their order. They do so as well on the next socket when one is lost.
 */
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

    /** What is to be sent to one room. */
    private static final class Line {
        private final Deque<Send> sends = new ArrayDeque<>();

        /** Of what is sent once: what was refused for now, by its place in the order of what was sent. */
        private final TreeMap<Long, Send> refused = new TreeMap<>();

        /** How much was sent once. */
        private long sentOnce;

        /** Whether something is to be repeated, and nothing more goes before it. */
        private boolean held;

        private long pauseMs;

        int onTheirWay() {
            return (int) sends.stream().filter(send -> send.onItsWay).count();
        }
    }

    private final Device device;
    private final Random random;
    private final int atOnce;
    private final Map<String, Line> rooms = new LinkedHashMap<>();

    /** An outbox that has so many messages of a room under way at a time. */
    Outbox(Device device, Random random, int atOnce) {
        this.device = device;
        this.random = random;
        this.atOnce = atOnce;
    }

    CompletableFuture<Boolean> add(Task task) {
        Send send = new Send(task);
        device.loop().execute(() -> {
            Line line = rooms.computeIfAbsent(task.room(), any -> new Line());
            line.sends.add(send);
            next(line);
        });
        return send.outcome;
    }

    /** Makes one attempt at once, with the first message of the room that was refused for now or else with this one; gives whether it was acknowledged. */
    void once(Task task, CompletableFuture<Boolean> over) {
        Line line = rooms.computeIfAbsent(task.room(), any -> new Line());
        Map.Entry<Long, Send> again = line.refused.pollFirstEntry();
        long place = again == null ? ++line.sentOnce : again.getKey();
        Send send = again == null ? new Send(task) : again.getValue();
        send.attempts++;
        device.history().add(at -> send.task.attempt(at, device, send.attempts));
        device.call(send.task.address(), send.task.body()).whenComplete((answer, failure) -> {
            if (failure == null) {
                device.history().add(at -> send.task.acknowledged(at, device, answer));
            } else if (failure instanceof CallFailed failed && !failed.unanswered()) {
                device.history().add(at -> refusal(at, send.task, failed));
                if (failed.retryable()) {
                    line.refused.put(place, send);
                }
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
        rooms.values().forEach(this::next);
    }

    /** The socket is gone: what was on its way is in doubt and goes again. */
    void lost() {
        rooms.values().forEach(line -> {
            line.held = false;
            line.sends.forEach(send -> send.onItsWay = false);
        });
    }

    /** How much has no outcome yet, by room. */
    Map<String, Integer> unsent() {
        Map<String, Integer> unsent = new LinkedHashMap<>();
        rooms.forEach((room, line) -> {
            if (!line.sends.isEmpty()) {
                unsent.put(room, line.sends.size());
            }
        });
        return unsent;
    }

    private void next(Line line) {
        int onTheirWay = 0;
        for (Send send : line.sends.stream().limit(atOnce).toList()) {
            boolean alone = !(send.task instanceof Task.Post);
            if (line.held || !device.ready() || alone && onTheirWay > 0) {
                return;
            }
            if (!send.onItsWay) {
                attempt(line, send);
            }
            if (alone) {
                return;
            }
            onTheirWay++;
        }
    }

    private void attempt(Line line, Send send) {
        send.onItsWay = true;
        send.attempts++;
        device.history().add(at -> send.task.attempt(at, device, send.attempts));
        device.call(send.task.address(), send.task.body()).whenComplete((answer, failure) -> {
            if (failure == null) {
                acknowledged(line, send, answer);
            } else if (failure instanceof CallFailed failed && !failed.unanswered()) {
                failed(line, send, failed);
            }
        });
    }

    private void acknowledged(Line line, Send send, JsonNode answer) {
        device.history().add(at -> send.task.acknowledged(at, device, answer));
        send.task.then(device, answer);
        done(line, send, true);
    }

    private void failed(Line line, Send send, CallFailed failed) {
        device.history().add(at -> refusal(at, send.task, failed));
        if (!failed.retryable()) {
            done(line, send, false);
            return;
        }
        send.onItsWay = false;
        line.pauseMs = line.held ? Math.max(line.pauseMs, pause(failed)) : pause(failed);
        line.held = true;
        goOn(line);
    }

    private void done(Line line, Send send, boolean acknowledged) {
        line.sends.remove(send);
        send.outcome.complete(acknowledged);
        goOn(line);
    }

    /** Sends what may go, or all again when those that are under way have their outcomes. */
    private void goOn(Line line) {
        if (!line.held) {
            next(line);
        } else if (line.onTheirWay() == 0) {
            int on = device.socket();
            device.later(line.pauseMs + random.nextLong(line.pauseMs + 1), () -> {
                if (on == device.socket()) {
                    line.held = false;
                    next(line);
                }
            });
        }
    }

    @Override
    public String toString() {
        return unsent().values().stream().mapToInt(Integer::intValue).sum() + " to send";
    }
}
