package dev.parley.rooms;

import dev.parley.contracts.rooms.Room;
import dev.parley.contracts.rooms.Seat;
import org.jspecify.annotations.Nullable;

/**
 * A room, locked, at the moment when it is decided whether it may be changed.
 *
 * @param room the room
 * @param actor the seat of who asks
 * @param subject the seat of whom it is about
 * @param subjectLeft whether the subject had a seat once and has none now
 * @param owners how many owners there are; 2 means two or more
 * @param subjectRooms in how many rooms the subject has a seat, as far as {@link Rules#MOST_ROOMS}
 */
record Scene(
        Room room, @Nullable Seat actor, @Nullable Seat subject, boolean subjectLeft, int owners, int subjectRooms) {}
