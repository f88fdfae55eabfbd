package dev.parley.rooms;

import dev.parley.contracts.Failures;
import dev.parley.contracts.rooms.NewRoom;
import dev.parley.platform.Names;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What people write about rooms, as it is kept; what is absent stays absent. */
final class RoomText {

    private static final int MOST_NAME = 80;
    private static final int MOST_TOPIC = 250;
    private static final int MOST_PART = 80;
    private static final int MOST_KEY = 64;

    private RoomText() {}

    /** A name; fails with {@code invalid_name}. */
    static @Nullable String name(@Nullable String given) {
        return given == null
                ? null
                : line(given, MOST_NAME)
                        .filter(name -> !name.isEmpty())
                        .orElseThrow(() -> Failures.invalid(
                                "invalid_name", "A room name has 1 to 80 characters, none of them invisible."));
    }

    /** A topic, perhaps the empty one; fails with {@code invalid_request}. */
    static @Nullable String topic(@Nullable String given) {
        return given == null
                ? null
                : line(given, MOST_TOPIC)
                        .orElseThrow(() -> Failures.invalidField(
                                "/topic", "must have at most 250 characters, none of them invisible"));
    }

    /** The key of a new room; fails with {@code invalid_request}. */
    static @Nullable String key(@Nullable String given) {
        if (given == null) {
            return null;
        }
        if (given.isEmpty() || given.length() > MOST_KEY) {
            throw Failures.invalidField("/key", "must have 1 to " + MOST_KEY + " characters");
        }
        if (given.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(given)) {
            throw Failures.invalidField("/key", "has a NUL or half a character");
        }
        return given;
    }

    /** What a key stands for: the same for the same kind, name and topic, whatever becomes of the room. */
    static long digest(NewRoom room) {
        String topic = room.topic() == null ? "" : room.topic();
        String whole = String.join("\n", room.kind().name().toLowerCase(Locale.ROOT), room.name(), topic);
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return ByteBuffer.wrap(sha.digest(whole.getBytes(StandardCharsets.UTF_8)))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A part of a name that is looked for, folded; absent when it is blank; fails with {@code invalid_request}. */
    static @Nullable String part(@Nullable String query) {
        if (query == null || query.isBlank()) {
            return null;
        }
        String part = Names.fold(Names.tidy(query));
        if (Names.length(part) > MOST_PART || part.indexOf('\0') >= 0) {
            throw Failures.invalidField("/q", "must have at most " + MOST_PART + " characters");
        }
        return part;
    }

    /** Whether a room can have the name. */
    static boolean isName(String given) {
        return line(given, MOST_NAME).filter(name -> !name.isEmpty()).isPresent();
    }

    private static Optional<String> line(String given, int most) {
        if (!Names.plain(given.strip())) {
            return Optional.empty();
        }
        return Optional.of(Names.tidy(given)).filter(text -> Names.length(text) <= most);
    }
}
