package dev.parley.contracts;

import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.Head;
import dev.parley.contracts.messages.ReadState;
import dev.parley.contracts.rooms.Room;
import dev.parley.contracts.rooms.Seat;
import dev.parley.contracts.users.Card;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What sockets are told without having asked. Each knows its wire form and where it goes. */
public sealed interface Event {

    /** The event on its way to the sockets. */
    Envelope envelope();

    /** How a message of a room's log changed. */
    enum Change {
        /** It is new. */
        POSTED,
        /** It says something else. */
        EDITED,
        /** It is a tombstone now. */
        DELETED,
        /** Its reactions changed. */
        REACTED;

        private String type() {
            return "message." + name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * A durable change of a room's log.
     *
     * @param change what happened
     * @param epoch the epoch of the room
     * @param message as it is now
     * @param reaction for {@link Change#REACTED}: whose reaction changed and how
     */
    record MessageChanged(
            Change change,
            long epoch,
            ChatMessage message,
            @Nullable ReactionChange reaction) implements Event {

        @Override
        public Envelope envelope() {
            JsonObject body = new JsonObject()
                    .put("type", change.type())
                    .put("epoch", epoch)
                    .put("message", ChatMessage.encode(message));
            if (reaction != null) {
                body.put("change", RecordCodec.encode(reaction));
            }
            return Envelope.log(message.roomId(), epoch, message.rev(), message.seq(), body);
        }
    }

    /**
     * One reaction that came or went.
     *
     * @param emoji the emoji
     * @param userId whose
     * @param on whether it is there now
     */
    record ReactionChange(String emoji, UUID userId, boolean on) {}

    /**
     * A room has another name, topic, state or number of members.
     *
     * @param room as it is now
     */
    record RoomUpdated(Room room) implements Event {

        @Override
        public Envelope envelope() {
            return Envelope.state(
                    Addresses.room(room.id()),
                    new JsonObject().put("type", "room.updated").put("room", Room.encode(room)));
        }
    }

    /**
     * Somebody has a seat.
     *
     * @param seat the seat
     * @param user who that is, where it is known
     * @param joined whether the seat is new, or its role changed
     */
    record MemberSeated(Seat seat, @Nullable Card user, boolean joined) implements Event {

        @Override
        public Envelope envelope() {
            JsonObject body = new JsonObject()
                    .put("type", joined ? "member.joined" : "member.changed")
                    .put("roomId", seat.roomId().toString())
                    .put("seat", Seat.encode(seat));
            if (user != null) {
                body.put("user", Card.encode(user));
            }
            return Envelope.state(Addresses.room(seat.roomId()), body);
        }
    }

    /**
     * Somebody has no seat any more; the person's subscriptions to the room end with it.
     *
     * @param roomId the room
     * @param userId who left or was removed
     * @param version of what the person may do there
     */
    record MemberLeft(UUID roomId, UUID userId, long version) implements Event {

        @Override
        public Envelope envelope() {
            return Envelope.seatEnded(
                    roomId,
                    userId,
                    version,
                    new JsonObject()
                            .put("type", "member.left")
                            .put("roomId", roomId.toString())
                            .put("userId", userId.toString()));
        }
    }

    /**
     * The person is in one more room; told to the person's own devices.
     *
     * @param room the room
     * @param seat the person's seat
     * @param version of what the person may do there
     */
    record RoomAdded(Room room, Seat seat, long version) implements Event {

        @Override
        public Envelope envelope() {
            return Envelope.seat(
                    seat.userId(),
                    room.id(),
                    version,
                    true,
                    new JsonObject()
                            .put("type", "room.added")
                            .put("room", Room.encode(room))
                            .put("seat", Seat.encode(seat)));
        }
    }

    /**
     * The person is in one room less; told to the person's own devices.
     *
     * @param roomId the room
     * @param userId the person
     * @param version of what the person may do there
     */
    record RoomRemoved(UUID roomId, UUID userId, long version) implements Event {

        @Override
        public Envelope envelope() {
            return Envelope.seat(
                    userId,
                    roomId,
                    version,
                    false,
                    new JsonObject().put("type", "room.removed").put("roomId", roomId.toString()));
        }
    }

    /**
     * The person has read on; told to the person's own devices.
     *
     * @param read what is left to read
     */
    record ReadAdvanced(ReadState read) implements Event {

        @Override
        public Envelope envelope() {
            return Envelope.marker(
                    read.userId(),
                    read.roomId(),
                    read.readVersion(),
                    new JsonObject()
                            .put("type", "read.advanced")
                            .put("roomId", read.roomId().toString())
                            .put("lastReadSeq", read.lastReadSeq())
                            .put("unread", read.unread())
                            .put("mentions", read.mentions())
                            .put("head", Head.encode(read.head()))
                            .put("readVersion", read.readVersion()));
        }
    }

    /**
     * The person is mentioned in a message, new or edited; told to the person's own devices, sometimes twice.
     *
     * @param userId the person
     * @param message as it is now
     */
    record Mentioned(UUID userId, ChatMessage message) implements Event {

        @Override
        public Envelope envelope() {
            return Envelope.state(
                    Addresses.user(userId),
                    new JsonObject().put("type", "mention").put("message", ChatMessage.encode(message)));
        }
    }

    /**
     * Somebody writes, or has stopped.
     *
     * @param roomId where
     * @param userId who
     * @param on whether it goes on
     */
    record Typing(UUID roomId, UUID userId, boolean on) implements Event {

        @Override
        public Envelope envelope() {
            return Envelope.ephemeral(
                    Addresses.room(roomId),
                    new JsonObject()
                            .put("type", "typing")
                            .put("roomId", roomId.toString())
                            .put("userId", userId.toString())
                            .put("on", on));
        }
    }

    /**
     * A session was revoked; its sockets are closed.
     *
     * @param userId whose
     * @param sessionId the session
     */
    record SessionEnded(UUID userId, UUID sessionId) implements Event {

        @Override
        public Envelope envelope() {
            return Envelope.sessionEnded(userId, sessionId);
        }
    }
}
