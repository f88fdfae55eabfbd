/** Rooms, seats, and who may do what in them. */
@NullMarked
package dev.parley.rooms;

import org.jspecify.annotations.NullMarked;
