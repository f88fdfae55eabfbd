package dev.parley.rooms;

import dev.parley.platform.Names;
import java.util.Optional;

/** Which names and topics rooms can have. */
final class RoomText {

    private static final int MOST_NAME = 80;
    private static final int MOST_TOPIC = 250;

    private RoomText() {}

    /** The name as it is kept; empty when it cannot be one. */
    static Optional<String> name(String given) {
        return line(given, MOST_NAME).filter(name -> !name.isEmpty());
    }

    /** The topic as it is kept, perhaps the empty one; empty when it cannot be one. */
    static Optional<String> topic(String given) {
        return line(given, MOST_TOPIC);
    }

    private static Optional<String> line(String given, int most) {
        if (!Names.plain(given.strip())) {
            return Optional.empty();
        }
        return Optional.of(Names.tidy(given)).filter(text -> Names.length(text) <= most);
    }
}
