package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One emoji on a message.
 *
 * @param emoji the emoji
 * @param count how many people
 * @param users the first 20 of them
 * @param mine whether the reader is one; absent in frames that readers share
 */
public record Reaction(
        String emoji, int count, List<UUID> users, @Nullable Boolean mine) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Reaction value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Reaction decode(JsonObject json) {
        return RecordCodec.decode(Reaction.class, json);
    }
}
