package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A page of the history of a room; at most one of before, after and around.
 *
 * @param roomId the room
 * @param before messages with a smaller number, the nearest
 * @param after messages with a greater number, the nearest
 * @param around half of the page before this number, the rest from it on
 * @param limit 1 to 100; 50 when absent
 */
public record HistoryQuery(
        UUID roomId,
        @Nullable Long before,
        @Nullable Long after,
        @Nullable Long around,
        @Nullable Integer limit) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(HistoryQuery value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static HistoryQuery decode(JsonObject json) {
        return RecordCodec.decode(HistoryQuery.class, json);
    }
}
