package dev.parley.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bench.check.Row;

/** Turns messages of the protocol into rows of the history. */
final class Rows {

    private Rows() {}

    static Row row(JsonNode message) {
        return new Row(
                message.path("seq").asLong(),
                message.path("rev").asLong(),
                message.path("id").asText(),
                message.path("senderId").asText(),
                message.path("key").asText(""),
                message.path("kind").asText().equals("text"),
                message.path("content").asText(""));
    }
}
