package dev.parley.bridge.socket;

import dev.parley.bridge.BridgeOptions;
import dev.parley.bridge.api.Answer;
import dev.parley.bridge.auth.LocalBuckets.Bucket;
import dev.parley.bridge.auth.Session;
import dev.parley.contracts.Caller;
import dev.parley.contracts.Failures;
import dev.parley.contracts.RecordCodec;
import dev.parley.contracts.users.Account;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.serviceproxy.ServiceException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One socket: its session, its subscriptions, its calls.
 *
 * <p>Frames are handled one after another in the order they came. A command reaches the bus before the next frame is looked at, or stands in the line of its room; only the opening of the first session makes the socket
 * wait: it is not read until that is answered, so that nothing behind it is done before it is known whose it is, and nothing at all when it is refused. Every command is answered, whatever goes wrong.
 */
final class Connection {

    /** A call that waited longer for its turn is not made: what is accepted is answered soon, also under more load than can be carried. */
    private static final long LONGEST_TURN_MS = 400;

    /** From this part of the heartbeat on the question for a sign of life goes along with what is delivered, where it costs no write of its own. */
    private static final double ALONG = 0.8;

    final Subscriptions subscriptions;

    /** Where it stands in the hub's list; -1 when it has been forgotten. */
    int place;

    /** Whether something was written that has not been flushed. */
    boolean dirty;

    private final Hub hub;
    private final Link link;
    private final String address;
    private final String device;
    private final Bucket frames;
    private @Nullable Lines lines;
    private final long openedAt = Hub.now();
    private long seenAt = openedAt;
    private boolean pinged;
    private boolean closed;
    private int unanswered;
    private @Nullable Session session;
    private @Nullable Caller caller;
    private @Nullable String draining;

    Connection(Hub hub, Link link, String address, String device) {
        this.hub = hub;
        this.link = link;
        this.address = address;
        this.device = device;
        BridgeOptions options = hub.parts.options();
        this.subscriptions = new Subscriptions(this, hub);
        this.frames = new Bucket(options.frameBurst(), options.framesPerSecond() / 1e9, System.nanoTime());
    }

    // ---- who it is

    @Nullable
    UUID userId() {
        return session == null ? null : session.userId();
    }

    boolean isIn(UUID sessionId) {
        return session != null && session.id().equals(sessionId);
    }

    // ---- what comes in

    /** The other side gave a sign of life that is no text; it counts against floods. */
    void seen() {
        long nanos = System.nanoTime();
        seenAt = nanos / 1_000_000;
        pinged = false;
        if (!closed && frames.take(nanos) > 0) {
            hub.parts.counters().floods.increment();
            close(Closing.FLOOD);
        }
    }

    /** Handles one frame. */
    void receive(Buffer bytes) {
        seen();
        if (closed) {
            return;
        }
        hub.parts.counters().frames.increment();
        JsonObject json;
        try {
            json = Frames.parse(bytes);
        } catch (RuntimeException e) {
            send(Frames.refused(null, e));
            close(Closing.BAD_FRAME);
            return;
        }
        try {
            handle(Frames.read(json));
        } catch (RuntimeException e) {
            send(Frames.refused(Frames.returnAddress(json), e));
        }
    }

    private void handle(Frames.Incoming frame) {
        if (frame.type().equals("ping")) {
            send(Frames.pong());
        } else if (caller == null && !frame.address().equals(Commands.OPEN)) {
            throw Failures.unauthenticated("unauthenticated", "Open a session first.");
        } else if (session != null && hub.parts.ended().contains(session.id())) {
            close(Closing.TOKEN);
        } else if (frame.type().equals("register")) {
            subscriptions.register(frame.address());
        } else if (frame.type().equals("unregister")) {
            subscriptions.unregister(frame.address());
        } else {
            command(frame.address(), frame.body() == null ? new JsonObject() : frame.body(), frame.replyAddress());
        }
    }

    private void command(String command, JsonObject body, @Nullable String reply) {
        hub.parts.commands().check(command, body);
        if (draining != null) {
            throw Failures.unavailable("draining", "This node is leaving. Connect again.");
        }
        if (unanswered >= hub.parts.options().maxCalls()) {
            if (command.equals(Commands.POST)) {
                lines().turnedAway(body.getString("roomId"), body.getString("key"));
            }
            throw Failures.limited("rate_limited", "Too many calls are waiting for their answers.", 250);
        }
        Call call = new Call(reply);
        unanswered++;
        hub.deadlines.watch(call, Hub.now());
        Future<JsonObject> answer;
        try {
            answer = answer(call, command, body);
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        answer.onComplete(done -> hub.execute(() -> call.answered(done.result(), done.cause())));
        if (session == null) {
            call.hold();
        }
    }

    private Future<JsonObject> answer(Call call, String command, JsonObject body) {
        return switch (command) {
            case Commands.OPEN ->
                hub.parts
                        .tokens()
                        .verify(body.getString("token"), address)
                        .compose(shown -> open(call, shown))
                        .onComplete(done -> hub.parts
                                .counters()
                                .called(command, done.succeeded() ? "ok" : Failures.reason(done.cause())));
            case Commands.TYPING_START -> subscriptions.typing(body.getString("roomId"), true);
            case Commands.TYPING_STOP -> subscriptions.typing(body.getString("roomId"), false);
            default -> make(command, body);
        };
    }

    private Future<JsonObject> make(String command, JsonObject body) {
        Caller asking = caller;
        if (asking == null) {
            return Future.failedFuture(Failures.unauthenticated());
        }
        if (Commands.ENDS_TYPING.contains(command)) {
            subscriptions.tellTyping(body.getString("roomId"));
        }
        Commands commands = hub.parts.commands();
        long turnUntil = Hub.now() + LONGEST_TURN_MS;
        Future<Answer> answer = Commands.ORDERED.contains(command)
                ? lines().take(
                                body.getString("roomId"),
                                command.equals(Commands.POST) ? body.getString("key") : null,
                                turnUntil,
                                () -> commands.make(command, asking, body))
                : commands.make(command, asking, body);
        return answer.map(Answer::body);
    }

    private Lines lines() {
        Lines made = lines == null ? new Lines() : lines;
        lines = made;
        return made;
    }

    /** A call that is not answered yet. */
    private final class Call implements Deadlines.Waiting {

        private final @Nullable String reply;
        private boolean waiting = true;
        private boolean holding;

        Call(@Nullable String reply) {
            this.reply = reply;
        }

        @Override
        public boolean waiting() {
            return waiting;
        }

        @Override
        public void late(ServiceException failure) {
            answered(null, failure);
        }

        /** Nothing more is read until this is answered. */
        void hold() {
            if (waiting) {
                holding = true;
                link.pause();
            }
        }

        void answered(@Nullable JsonObject body, @Nullable Throwable failure) {
            if (!waiting) {
                return;
            }
            waiting = false;
            unanswered--;
            if (failure != null) {
                send(Frames.refused(reply, failure));
            } else if (reply != null && body != null) {
                send(Frames.received(reply, body));
            }
            String refused = failure == null ? "" : Failures.reason(failure);
            if (refused.equals("suspended")) {
                close(Closing.SUSPENDED);
            } else if (session == null && refused.equals("unauthenticated")) {
                close(Closing.TOKEN);
            } else if (session == null && refused.equals("rate_limited")) {
                close(Closing.CROWDED);
            } else if (draining != null && unanswered == 0) {
                close(Closing.DRAINING, draining);
            }
            if (holding) {
                link.resume();
            }
        }
    }

    // ---- the session

    /** A later token of the same person counts at once; the first one when its account was found. */
    private Future<JsonObject> open(Call call, Session shown) {
        if (closed || hub.parts.ended().contains(shown.id())) {
            return Future.failedFuture(Failures.unauthenticated());
        }
        if (session != null && !session.userId().equals(shown.userId())) {
            return Future.failedFuture(
                    Failures.forbidden("not_allowed", "This connection is another person's. Open a new one."));
        }
        if (session != null) {
            counts(shown);
        }
        return hub.parts.accounts().active(shown.userId()).map(account -> {
            if (session == null) {
                begin(call, shown);
            }
            return opened(shown, account);
        });
    }

    /** The session may have ended while the account was asked for, and who was told that it took too long is not let in afterwards. */
    private void begin(Call call, Session shown) {
        if (closed || !call.waiting() || hub.parts.ended().contains(shown.id())) {
            throw Failures.unauthenticated();
        }
        if (!hub.belongs(this, shown.userId())) {
            throw Failures.limited("rate_limited", "You have too many connections.", 10_000);
        }
        counts(shown);
    }

    private void counts(Session shown) {
        session = shown;
        caller = shown.caller(address, device);
    }

    private JsonObject opened(Session shown, Account account) {
        return new JsonObject()
                .put("user", Account.encode(account))
                .put(
                        "session",
                        new JsonObject()
                                .put("id", shown.id().toString())
                                .put("expiresAt", RecordCodec.text(shown.expiresAt())))
                .put("heartbeatMs", hub.parts.options().heartbeatMs());
    }

    // ---- what goes out

    /** Writes what many get. A reader that is too slow is closed; before that it goes without what may be lost. */
    void deliver(Batch batch) {
        if (closed) {
            return;
        }
        if (link.waiting() + batch.length() <= hub.parts.options().maxWaitingBytes() / 4) {
            link.write(batch);
            hub.parts.counters().deliveries.add(batch.size());
            ping(hub.sweptAt(), ALONG);
            hub.written(this);
        } else {
            batch.parts().forEach(this::deliver);
        }
    }

    private void deliver(Batch.Part part) {
        if (closed) {
            return;
        }
        int length = part.frame().length();
        int most = hub.parts.options().maxWaitingBytes();
        if (part.ephemeral() && waits(most / 4)) {
            hub.parts.counters().skipped.increment();
        } else if (waits(most - length)) {
            evict();
        } else {
            link.write(part.frame());
            hub.parts.counters().deliveries.increment();
            hub.written(this);
        }
    }

    /** Writes a frame for this socket alone. */
    void send(Frame frame) {
        if (closed) {
            return;
        }
        if (waits(hub.parts.options().maxWaitingBytes())) {
            evict();
        } else {
            link.write(frame);
            hub.written(this);
        }
        frame.release();
    }

    /** Whether more than so many bytes wait for the reader. What was not sent yet is no sign of one that is too slow: it is sent first. */
    private boolean waits(int bytes) {
        if (link.waiting() <= bytes) {
            return false;
        }
        link.flush();
        return link.waiting() > bytes;
    }

    private void evict() {
        hub.parts.counters().evictions.increment();
        close(Closing.TOO_SLOW);
    }

    /** Whether the reader is so slow that nothing more may be written to it; such a one is closed. */
    boolean tooSlow() {
        boolean slow = waits(hub.parts.options().maxWaitingBytes());
        if (slow) {
            evict();
        }
        return slow;
    }

    void flush() {
        dirty = false;
        if (!closed) {
            link.flush();
        }
    }

    // ---- its end

    /** Looks whether it is alive, has a session in time or waits for one, and a token that is still good. */
    void sweep(long now) {
        BridgeOptions options = hub.parts.options();
        if (session == null
                ? unanswered == 0 && now - openedAt > options.openMs()
                : hub.parts.tokens().expired(session)) {
            close(Closing.TOKEN);
        } else if (pinged && now - seenAt > options.silenceMs()) {
            close(Closing.SILENT);
        } else {
            ping(now, 1);
        }
    }

    /** Asks for a sign of life when there was none for a part of the heartbeat; where nobody can be asked it is waited for all the same. */
    private void ping(long now, double part) {
        if (!pinged && now - seenAt >= part * hub.parts.options().heartbeatMs()) {
            pinged = true;
            if (link.ping()) {
                hub.written(this);
            }
        }
    }

    /** Ends the connection once its calls are answered; new ones are refused. */
    void drain(String window) {
        draining = window;
        if (unanswered == 0) {
            close(Closing.DRAINING, window);
        }
    }

    void close(Closing why) {
        close(why, why.reason);
    }

    private void close(Closing why, String reason) {
        if (!closed) {
            link.flush();
            closed = true;
            hub.closed(this);
            link.close(why.code, reason);
        }
    }

    /** The other side sent what is no frame of a WebSocket; the code is the one that the standard has for it. */
    void broken(int code) {
        if (!closed) {
            closed = true;
            hub.closed(this);
            link.close(code, "");
        }
    }

    /** The other side has gone. */
    void gone() {
        closed = true;
        hub.closed(this);
    }
}
