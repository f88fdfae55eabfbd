package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message in the log of a room, in one of its states.
 *
 * @param id the message
 * @param roomId the room
 * @param seq its number in the room, from 1 without holes
 * @param rev the number of the change that gave it this state
 * @param senderId who wrote it, or who did what a system message tells
 * @param kind what it is
 * @param content Markdown, at most 8,000 characters; empty in a tombstone
 * @param key the key it was sent with
 * @param createdAt when it was stored
 * @param editedAt when it was last edited
 * @param deletedAt when it was deleted
 * @param replyTo the number of the message it answers
 * @param mentions who is mentioned
 * @param reactions in the order they came
 * @param event what a system message tells
 */
public record ChatMessage(
        UUID id,
        UUID roomId,
        long seq,
        long rev,
        UUID senderId,
        MessageKind kind,
        String content,
        String key,
        Instant createdAt,
        @Nullable Instant editedAt,
        @Nullable Instant deletedAt,
        @Nullable Long replyTo,
        @Nullable List<UUID> mentions,
        @Nullable List<Reaction> reactions,
        @Nullable RoomEvent event) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(ChatMessage value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static ChatMessage decode(JsonObject json) {
        return RecordCodec.decode(ChatMessage.class, json);
    }
}
