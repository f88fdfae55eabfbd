package dev.parley.bridge.socket;

import dev.parley.contracts.Failures;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one socket listens to.
 *
 * <p>The right to a room is checked beside the start of its topic, again when that has started, and again when the seat ends meanwhile: whichever answer belongs to the last check counts. Belongs to the event loop of its hub.
 */
final class Subscriptions {

    private static final long TYPING_EVERY_MS = 3_000;
    private static final Subscription[] NONE = {};

    private final Connection connection;
    private final Hub hub;

    /** In no order; few enough to be looked through, and a table would take more than all else that is known of them. */
    private Subscription[] live = NONE;

    private int size;

    Subscriptions(Connection connection, Hub hub) {
        this.connection = connection;
        this.hub = hub;
    }

    /** The subscription to a topic; null when there is none. */
    @Nullable
    Subscription get(String topic) {
        for (int i = 0; i < size; i++) {
            if (live[i].topic.name.equals(topic)) {
                return live[i];
            }
        }
        return null;
    }

    /** All of them as they are now. */
    Collection<Subscription> all() {
        return List.of(Arrays.copyOf(live, size));
    }

    /** Forgets one that has ended. */
    void remove(Subscription subscription) {
        for (int i = 0; i < size; i++) {
            if (live[i] == subscription) {
                live[i] = live[--size];
                live[size] = null;
                return;
            }
        }
    }

    /** Begins to listen; a repeat says again how far the topic has come. */
    void register(String topic) {
        UUID roomId = Topics.room(topic);
        UUID person = Topics.person(topic);
        if (roomId == null && person == null) {
            throw Failures.notFound("not_found", "There is no such topic.");
        }
        if (person != null && !person.equals(connection.userId())) {
            throw Failures.forbidden("not_allowed", "This topic is another person's.");
        }
        Subscription known = get(topic);
        if (known == null) {
            begin(topic, roomId);
        } else if (known.state == Subscription.State.LIVE) {
            synced(known);
        }
    }

    private void begin(String topic, @Nullable UUID roomId) {
        if (size >= hub.parts.options().maxTopics()) {
            throw Failures.limited("rate_limited", "This connection listens to too many topics.", 1_000);
        }
        Subscription subscription = hub.join(connection, topic, roomId);
        if (size == live.length) {
            live = Arrays.copyOf(live, size + Math.max(4, size / 4));
        }
        live[size++] = subscription;
        hub.deadlines.watch(subscription, Hub.now());
        check(subscription);
    }

    /** Listens no more; a repeat is harmless. */
    void unregister(String topic) {
        Subscription subscription = get(topic);
        if (subscription != null) {
            hub.leave(subscription);
        }
    }

    /** Finds out whether the subscription may be; an earlier check of it counts no more. */
    void check(Subscription subscription) {
        UUID roomId = subscription.topic.roomId;
        UUID userId = connection.userId();
        int check = ++subscription.checks;
        subscription.admitted = false;
        subscription.checkedAfterStart = subscription.topic.started();
        if (roomId == null || userId == null) {
            hub.admit(subscription);
            return;
        }
        Future<@Nullable Void> checked = hub.parts.gate().check(roomId, userId);
        checked.onComplete(done -> hub.execute(() -> {
            if (subscription.state == Subscription.State.PENDING && subscription.checks == check) {
                if (done.succeeded()) {
                    hub.admit(subscription);
                } else {
                    end(subscription, done.cause());
                }
            }
        }));
    }

    /** Says that a subscription is live. */
    void synced(Subscription subscription) {
        Topic topic = subscription.topic;
        if (topic.roomId != null && topic.head != null) {
            connection.out.send(Frames.synced(topic.name, topic.roomId, topic.head));
        }
    }

    /** Ends a subscription and says why. */
    void end(Subscription subscription, Throwable cause) {
        hub.leave(subscription);
        connection.out.send(Frames.refused(subscription.topic.name, cause));
    }

    /** Tells a room that the person of this socket writes or has stopped; the beginning once in a while and as often as one person may on all sockets, the end once after it. */
    Future<JsonObject> typing(String roomId, boolean on) {
        Subscription subscription = get(Topics.ofRoom(roomId));
        UUID userId = connection.userId();
        if (subscription == null || userId == null) {
            throw Failures.forbidden("not_a_member", "Register on the room first.");
        }
        long now = Hub.now();
        boolean due = on ? now - subscription.typingAt >= TYPING_EVERY_MS : subscription.typing;
        if (subscription.state == Subscription.State.LIVE
                && due
                && (!on || hub.parts.limits().mayTell(userId))) {
            subscription.typing = on;
            subscription.typingAt = on ? now : subscription.typingAt;
            subscription.typingBatch = hub.typing(subscription.topic, userId, on);
        }
        return Future.succeededFuture(new JsonObject());
    }

    /** The person of this socket sends a message or leaves: what was said of their typing is told before. */
    void tellTyping(String roomId) {
        Subscription subscription = get(Topics.ofRoom(roomId));
        if (subscription != null) {
            hub.tellTyping(subscription.typingBatch);
        }
    }
}
