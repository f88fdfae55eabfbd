package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;

/**
 * How far the log of a room has come.
 *
 * @param epoch changes when a log was restored to an earlier state
 * @param rev the last change
 * @param seq the last message
 */
public record Head(long epoch, long rev, long seq) {

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Head value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Head decode(JsonObject json) {
        return RecordCodec.decode(Head.class, json);
    }
}
