package dev.parley.contracts.rooms;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A page of the public rooms.
 *
 * @param q a part of the name
 * @param cursor from the page before
 * @param limit 1 to 100; 50 when absent
 */
public record DirectoryQuery(
        @Nullable String q,
        @Nullable String cursor,
        @Nullable Integer limit) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(DirectoryQuery value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static DirectoryQuery decode(JsonObject json) {
        return RecordCodec.decode(DirectoryQuery.class, json);
    }
}
