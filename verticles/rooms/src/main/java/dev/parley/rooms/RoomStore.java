package dev.parley.rooms;

import dev.parley.contracts.rooms.Access;
import dev.parley.contracts.rooms.NewRoom;
import dev.parley.contracts.rooms.Room;
import dev.parley.contracts.rooms.RoomChanges;
import dev.parley.contracts.rooms.RoomSeat;
import dev.parley.contracts.rooms.Seat;
import dev.parley.contracts.rooms.Seating;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keeps rooms and seats, and the jobs that tell of their changes in the log. Times are those of the store's own clock. */
interface RoomStore {

    /**
     * A direct room that was opened.
     *
     * @param room the room
     * @param seats of both people, or of the one
     * @param accesses of the same
     * @param created whether this call made it
     */
    record Direct(Room room, List<Seat> seats, List<Access> accesses, boolean created) {}

    /**
     * A room that was asked for.
     *
     * @param outcome the room, made or found; of one that was found nothing is changed
     * @param conflict whether it was found by a key that stands for another room
     */
    record Made(Outcome outcome, boolean conflict) {}

    /**
     * A public room in the directory.
     *
     * @param room the room
     * @param joined whether who asks is in it
     */
    record Listed(Room room, boolean joined) {}

    /**
     * A place in the list of members.
     *
     * @param rank of the role, 0 for the greatest
     * @param joinedAt since when
     * @param userId the member
     */
    record MemberPlace(int rank, Instant joinedAt, UUID userId) {}

    /** Makes a room with one seat, its owner's; or finds the one that the owner made with the same key. Racing calls with one key give the same room. */
    Future<Made> create(UUID roomId, UUID ownerId, NewRoom room);

    /** The direct room of two people, or of one when both are the same; made, with a given id, when it is not there. Racing calls give the same room. */
    Future<Direct> direct(UUID roomId, UUID callerId, UUID otherId);

    /** The room of the installation that newcomers are put into, made when it is not there; racing calls give the same room. */
    Future<UUID> general(UUID roomId, String name);

    /**
     * Changes a room as the rule decides, with it locked: of two changes of a room the later sees what the earlier did. When the rule throws, nothing is changed. Empty when there is no such room.
     */
    Future<Optional<Outcome>> change(UUID roomId, UUID actorId, UUID subjectId, Function<Scene, Decision> rule);

    /** A room, with the seat of somebody where there is one. */
    Future<Optional<RoomSeat>> find(UUID roomId, UUID userId);

    /** The rooms that somebody has a seat in. */
    Future<List<RoomSeat>> list(UUID userId);

    /** Public rooms that are not archived, by name, from after one on, where there is such a one; with a part of the folded name where it is given. */
    Future<List<Listed>> directory(UUID userId, @Nullable String part, @Nullable UUID after, int limit);

    /** Members of a room, the greatest roles first, then the longest there, from after a place on. */
    Future<List<Seat>> members(UUID roomId, @Nullable MemberPlace after, int limit);

    /** What somebody may do in a room; empty when there is no such room. */
    Future<Optional<Access>> access(UUID roomId, UUID userId);

    /** What somebody may do in every room with a seat. */
    Future<List<Access>> accesses(UUID userId);

    /** In which rooms people have a seat, in no order, without those who have none. */
    Future<List<Seating>> seatings(Collection<UUID> userIds);

    /** What changed since a cursor, some of it told before, however late it was committed; for cursor 0 hardly anything. */
    Future<RoomChanges> changesSince(long cursor);
}
