package dev.parley.bridge.socket;

import dev.parley.contracts.Addresses;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the names of topics, exactly as {@link Addresses} writes them. */
final class Topics {

    private static final int ID = 36;
    private static final String ROOM = prefix(Addresses.room(new UUID(0, 0)));
    private static final String USER = prefix(Addresses.user(new UUID(0, 0)));

    private Topics() {}

    /** The room that a topic is of; null when it is of none. */
    static @Nullable UUID room(String topic) {
        return id(topic, ROOM);
    }

    /** The person that a topic is of; null when it is of none. */
    static @Nullable UUID person(String topic) {
        return id(topic, USER);
    }

    /** The topic of a room whose id is still a text. */
    static String ofRoom(String roomId) {
        return ROOM + roomId;
    }

    private static String prefix(String topic) {
        return topic.substring(0, topic.length() - ID);
    }

    private static @Nullable UUID id(String topic, String prefix) {
        if (topic.length() != prefix.length() + ID || !topic.startsWith(prefix)) {
            return null;
        }
        String text = topic.substring(prefix.length());
        try {
            UUID id = UUID.fromString(text);
            return id.toString().equals(text) ? id : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
