package dev.parley.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.bench.check.Entry;

/** Something that a device repeats until it is acknowledged or refused. */
sealed interface Task {

    /** The room that it is for. */
    String room();

    /** What tells it from every other one. */
    String key();

    /** The command that does it. */
    String address();

    /** What the command is given. */
    ObjectNode body();

    /** What the history says of an attempt. */
    Entry attempt(long at, Device device, int attempt);

    /** What the history says of the acknowledgement. */
    Entry acknowledged(long at, Device device, JsonNode answer);

    /** What the device learns from the acknowledgement. */
    default void then(Device device, JsonNode answer) {}

    /** A new message. */
    record Post(String room, String key, String content) implements Task {

        @Override
        public String address() {
            return "messages.post";
        }

        @Override
        public ObjectNode body() {
            return Json.object().put("roomId", room).put("key", key).put("content", content);
        }

        @Override
        public Entry attempt(long at, Device device, int attempt) {
            return new Entry.Invoke(at, device.name(), device.socket(), device.userId(), room, key, content, attempt);
        }

        @Override
        public Entry acknowledged(long at, Device device, JsonNode answer) {
            JsonNode message = answer.path("message");
            return new Entry.Ok(
                    at,
                    device.name(),
                    room,
                    key,
                    message.path("id").asText(),
                    message.path("seq").asLong(),
                    message.path("rev").asLong(),
                    answer.path("duplicate").asBoolean());
        }

        @Override
        public void then(Device device, JsonNode answer) {
            device.wrote(room, answer.path("message").path("seq").asLong());
        }
    }

    /** A change of a message. */
    record Change(String room, String key, long seq, Entry.Kind what, String value) implements Task {

        @Override
        public String address() {
            return switch (what) {
                case EDIT -> "messages.edit";
                case DELETE -> "messages.delete";
                case REACT, UNREACT -> "messages.react";
            };
        }

        @Override
        public ObjectNode body() {
            ObjectNode body = Json.object().put("roomId", room).put("seq", seq);
            return switch (what) {
                case EDIT -> body.put("content", value);
                case DELETE -> body;
                case REACT, UNREACT -> body.put("emoji", value).put("on", what == Entry.Kind.REACT);
            };
        }

        @Override
        public Entry attempt(long at, Device device, int attempt) {
            return new Entry.Change(at, device.name(), device.socket(), device.userId(), room, seq, key, what, value);
        }

        @Override
        public Entry acknowledged(long at, Device device, JsonNode answer) {
            return new Entry.Changed(at, device.name(), room, key, Rows.row(answer.path("message")));
        }
    }
}
