package dev.parley.bridge.socket;

import dev.parley.bridge.BridgeOptions;
import dev.parley.bridge.api.Answer;
import dev.parley.bridge.api.Faults;
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

    final Subscriptions subscriptions;
    final Outbound out;

    /** Where it stands in the hub's list; -1 when it has been forgotten. */
    int place;

    private final Hub hub;
    private final Link link;
    private final String address;
    private final String device;
    private final Bucket frames;
    private @Nullable Lines lines;
    private final long openedAt = Hub.now();
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
        this.out = new Outbound(this, hub, link);
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
        out.seen(nanos / 1_000_000);
        if (!out.closed() && frames.take(nanos) > 0) {
            hub.parts.counters().floods.increment();
            close(Closing.FLOOD);
        }
    }

    /** Handles one frame. */
    void receive(Buffer bytes) {
        seen();
        if (out.closed()) {
            return;
        }
        hub.parts.counters().frames.increment();
        JsonObject json;
        try {
            json = Frames.parse(bytes);
        } catch (RuntimeException e) {
            out.send(Frames.refused(null, e));
            close(Closing.BAD_FRAME);
            return;
        }
        try {
            handle(Frames.read(json));
        } catch (RuntimeException e) {
            out.send(Frames.refused(Frames.returnAddress(json), e));
        }
    }

    private void handle(Frames.Incoming frame) {
        if (frame.type().equals("ping")) {
            out.send(Frames.pong());
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
        if (!hub.takes(hub.parts.commands().call(command))) {
            if (command.equals(Commands.POST)) {
                lines().turnedAway(body.getString("roomId"), body.getString("key"));
            }
            throw Faults.overloaded();
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
        Lines made = lines == null ? new Lines(Hub::now) : lines;
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
                out.send(Frames.refused(reply, failure));
            } else if (reply != null && body != null) {
                out.send(Frames.received(reply, body));
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
        if (out.closed() || hub.parts.ended().contains(shown.id())) {
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
        if (out.closed() || !call.waiting() || hub.parts.ended().contains(shown.id())) {
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

    // ---- its end

    /** Looks whether it is alive, has a session in time or waits for one, and a token that is still good. */
    void sweep(long now) {
        BridgeOptions options = hub.parts.options();
        if (session == null
                ? unanswered == 0 && now - openedAt > options.openMs()
                : hub.parts.tokens().expired(session)) {
            close(Closing.TOKEN);
        } else if (out.silent(now)) {
            close(Closing.SILENT);
        } else {
            out.ping(now);
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
        if (!out.closed()) {
            link.flush();
            out.end();
            hub.closed(this);
            link.close(why.code, reason);
        }
    }

    /** The other side sent what is no frame of a WebSocket; the code is the one that the standard has for it. */
    void broken(int code) {
        if (!out.closed()) {
            out.end();
            hub.closed(this);
            link.close(code, "");
        }
    }

    /** The other side has gone. */
    void gone() {
        out.end();
        hub.closed(this);
    }
}
