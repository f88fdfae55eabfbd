package dev.parley.messages;

import dev.parley.contracts.messages.ChatMessage;
import org.jspecify.annotations.Nullable;

/**
 * What became of an attempt to change a message.
 *
 * @param outcome what was done
 * @param epoch the epoch of the room
 * @param message as it is stored now, with the caller's own reactions marked; absent when {@link Outcome#MISSING}
 */
record Changed(Outcome outcome, long epoch, @Nullable ChatMessage message) {

    /** What was done. */
    enum Outcome {
        /** It is changed and has a new rev. */
        CHANGED,
        /** Nothing, because it was so before. */
        UNCHANGED,
        /** Nothing: there is no such message. */
        MISSING,
        /** Nothing: it is not the caller's to change. */
        FOREIGN,
        /** Nothing: it is a tombstone. */
        DELETED,
        /** Nothing: it has as many distinct emoji as it may have. */
        FULL
    }
}
