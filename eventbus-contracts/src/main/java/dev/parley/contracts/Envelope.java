package dev.parley.contracts;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to the sockets of every node, with the frame that they will write, encoded once for the whole cluster.
 *
 * @param topic the topic it is for
 * @param kind how it is to be treated
 * @param epoch for {@link Kind#LOG}: the epoch of the room; otherwise 0
 * @param rev for {@link Kind#LOG}: the number of the change; for {@link Kind#MARKER}, {@link Kind#SEAT} and {@link Kind#SEAT_ENDED}: the version of the marker or seat, 0 where a node does not tell it; otherwise 0
 * @param seq for {@link Kind#LOG}: the number of the message that changed; for {@link Kind#SEAT}: 1 where there is a seat; otherwise 0
 * @param subject for {@link Kind#SEAT_ENDED} the person, for {@link Kind#SESSION_ENDED} the session, for {@link Kind#MARKER} and {@link Kind#SEAT} the room; otherwise absent
 * @param frame the UTF-8 text of the frame; empty when there is nothing to show. Shared by all readers: never to be changed
 */
public record Envelope(
        String topic,
        Kind kind,
        long epoch,
        long rev,
        long seq,
        @Nullable UUID subject,
        Buffer frame) {

    /** How an event is to be treated. */
    public enum Kind {
        /** A change of a room's log: numbered, never dropped, repaired when lost. */
        LOG,
        /** Something that holds until the next of its sort: never dropped. */
        STATE,
        /** Typing and the like: dropped before anything else suffers. */
        EPHEMERAL,
        /** The subject's subscriptions to the topic end, unless there is a newer seat; the frame is for all others on it. */
        SEAT_ENDED,
        /** The sockets of the subject's session are closed. */
        SESSION_ENDED,
        /** The person's read marker in a room moved: the greatest version holds, older ones are dropped, lost ones repaired. */
        MARKER,
        /** The person's seat in a room came or went: treated as a marker is. */
        SEAT
    }

    /** A change of a room's log. */
    public static Envelope log(UUID roomId, long epoch, long rev, long seq, JsonObject body) {
        String topic = Addresses.room(roomId);
        return new Envelope(topic, Kind.LOG, epoch, rev, seq, null, frame(topic, body));
    }

    /** Something to be told on a topic. */
    public static Envelope state(String topic, JsonObject body) {
        return new Envelope(topic, Kind.STATE, 0, 0, 0, null, frame(topic, body));
    }

    /** A person's read marker in a room moved. */
    public static Envelope marker(UUID userId, UUID roomId, long version, JsonObject body) {
        String topic = Addresses.user(userId);
        return new Envelope(topic, Kind.MARKER, 0, version, 0, roomId, frame(topic, body));
    }

    /** A person's seat in a room came or went. */
    public static Envelope seat(UUID userId, UUID roomId, long version, boolean seated, JsonObject body) {
        String topic = Addresses.user(userId);
        return new Envelope(topic, Kind.SEAT, 0, version, seated ? 1 : 0, roomId, frame(topic, body));
    }

    /** Something that may be lost. */
    public static Envelope ephemeral(String topic, JsonObject body) {
        return new Envelope(topic, Kind.EPHEMERAL, 0, 0, 0, null, frame(topic, body));
    }

    /** Somebody's seat ended; the body is for those who stay. */
    public static Envelope seatEnded(UUID roomId, UUID userId, long version, JsonObject body) {
        String topic = Addresses.room(roomId);
        return new Envelope(topic, Kind.SEAT_ENDED, 0, version, 0, userId, frame(topic, body));
    }

    /** Somebody's session ended. */
    public static Envelope sessionEnded(UUID userId, UUID sessionId) {
        return new Envelope(Addresses.user(userId), Kind.SESSION_ENDED, 0, 0, 0, sessionId, Buffer.buffer());
    }

    private static Buffer frame(String topic, JsonObject body) {
        Encodings.count();
        String json = new JsonObject()
                .put("type", "rec")
                .put("address", topic)
                .put("body", body)
                .encode();
        return Buffer.buffer(json.getBytes(StandardCharsets.UTF_8));
    }
}
