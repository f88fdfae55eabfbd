package dev.parley.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bench.check.Row;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
                message.path("content").asText(""),
                message.has("deletedAt"),
                reactions(message.path("reactions")));
    }

    /** As {@code emoji:person,person;emoji:person}, sorted. */
    private static String reactions(JsonNode reactions) {
        Map<String, TreeSet<String>> people = new TreeMap<>();
        reactions.forEach(reaction -> reaction.path("users")
                .forEach(user -> people.computeIfAbsent(reaction.path("emoji").asText(), emoji -> new TreeSet<>())
                        .add(user.asText())));
        return people.entrySet().stream()
                .map(emoji -> emoji.getKey() + ':' + String.join(",", emoji.getValue()))
                .collect(Collectors.joining(";"));
    }
}
