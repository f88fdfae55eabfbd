package dev.parley.rooms;

import dev.parley.contracts.rooms.Access;
import dev.parley.contracts.rooms.Room;
import dev.parley.contracts.rooms.Seat;
import org.jspecify.annotations.Nullable;

/**
 * A room after it was, or was not, changed.
 *
 * @param decision what was changed
 * @param room the room now
 * @param seat the seat of the subject now
 * @param access what the subject may do now
 */
record Outcome(Decision decision, Room room, @Nullable Seat seat, Access access) {}
