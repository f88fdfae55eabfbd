package dev.parley.rooms;

import dev.parley.contracts.messages.RoomEvent;
import dev.parley.contracts.rooms.SeatRole;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be changed in a room. */
sealed interface Decision {

    /** Nothing: it is so already. */
    record Nothing() implements Decision {}

    /**
     * The subject gets a seat.
     *
     * @param role with this role
     * @param told how the log tells it
     */
    record Seat(SeatRole role, RoomEvent told) implements Decision {}

    /**
     * The subject gets another role.
     *
     * @param role this one
     * @param told how the log tells it
     */
    record Role(SeatRole role, RoomEvent told) implements Decision {}

    /**
     * The subject's seat ends.
     *
     * @param told how the log tells it
     */
    record Unseat(RoomEvent told) implements Decision {}

    /**
     * The room gets another name, topic or state.
     *
     * @param name the name from now on
     * @param topic the topic from now on
     * @param archived whether it is archived from now on
     * @param told how the log tells it
     */
    record Update(String name, @Nullable String topic, boolean archived, List<RoomEvent> told) implements Decision {}

    /** How the log tells it. */
    default List<RoomEvent> announcements() {
        return switch (this) {
            case Nothing nothing -> List.of();
            case Seat seat -> List.of(seat.told);
            case Role role -> List.of(role.told);
            case Unseat unseat -> List.of(unseat.told);
            case Update update -> update.told;
        };
    }
}
