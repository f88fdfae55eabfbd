package dev.parley.messages;

import dev.parley.contracts.messages.ChatMessage;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of a {@link NewMessage}.
 *
 * @param outcome what was done
 * @param epoch the epoch of the room
 * @param message as it is stored now; absent when {@link Outcome#UNANSWERED}
 * @param advanced whose read marker it moved over messages of others, or set first
 * @param readVersion the version of that marker since; 0 where it moved nobody's
 */
record Stored(
        Outcome outcome,
        long epoch,
        @Nullable ChatMessage message,
        @Nullable UUID advanced,
        long readVersion) {

    /** What was done. */
    enum Outcome {
        /** It is new. */
        STORED,
        /** It had been stored before. */
        DUPLICATE,
        /** Its key stands for another message. */
        CONFLICT,
        /** Nothing: there is no such message to answer. */
        UNANSWERED
    }
}
