package dev.parley.messages;

import dev.parley.contracts.messages.MessageKind;
import dev.parley.contracts.messages.RoomEvent;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message that has passed the rules and is to be stored.
 *
 * @param id the id it gets if its key is new
 * @param roomId the room
 * @param senderId who wrote it, or did what it tells
 * @param kind what it is; texts and system messages have keys of their own
 * @param key the same key of the same sender in the same room is the same message
 * @param digest what the key stands for: a repeat must have the same
 * @param content its text; empty in system messages
 * @param replyTo the message it answers
 * @param mentions who is mentioned
 * @param event what a system message tells
 * @param newcomer whose read marker begins here
 */
record NewMessage(
        UUID id,
        UUID roomId,
        UUID senderId,
        MessageKind kind,
        String key,
        long digest,
        String content,
        @Nullable Long replyTo,
        List<UUID> mentions,
        @Nullable RoomEvent event,
        @Nullable UUID newcomer) {

    /** Roughly how many bytes it is in a batch. */
    int weight() {
        return 256 + content.length() + 40 * mentions.size();
    }
}
