package dev.parley.bridge.socket;

import dev.parley.bridge.api.Faults;
import dev.parley.bridge.api.StrictJson;
import dev.parley.contracts.Failures;
import dev.parley.contracts.messages.Head;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The wire: reads the frames of clients, writes those of the server. They are the frames of the Vert.x event-bus bridge. */
final class Frames {

    private static final Set<String> FIELDS = Set.of("type", "address", "replyAddress", "headers", "body");
    private static final int LONGEST_ADDRESS = 128;

    private Frames() {}

    /**
     * A frame of a client.
     *
     * @param type what it wants
     * @param address the command or the topic; empty with ping
     * @param replyAddress what the client calls the answer; only ever sent back to the same client
     * @param body what goes with a command
     */
    record Incoming(
            String type,
            String address,
            @Nullable String replyAddress,
            @Nullable JsonObject body) {}

    /** The JSON of a frame; fails with {@code invalid_json}. */
    static JsonObject parse(Buffer bytes) {
        return StrictJson.object(bytes);
    }

    /** The frame that the JSON stands for; fails with {@code invalid_request}. */
    static Incoming read(JsonObject json) {
        for (String field : json.fieldNames()) {
            if (!FIELDS.contains(field)) {
                throw Failures.invalidField("/" + (field.length() > 40 ? "" : field), "is not known in a frame");
            }
        }
        String type = text(json, "type", false);
        switch (type) {
            case "ping":
                return new Incoming(type, "", null, null);
            case "register", "unregister":
                return new Incoming(type, text(json, "address", false), null, null);
            case "send":
                String replyAddress = text(json, "replyAddress", true);
                return new Incoming(
                        type, text(json, "address", false), replyAddress.isEmpty() ? null : replyAddress, body(json));
            case "publish":
                throw Failures.forbidden("not_allowed", "Clients never publish.");
            default:
                throw Failures.invalidField("/type", "must be send, register, unregister or ping");
        }
    }

    /** Where a refusal of this frame goes: what the client calls the answer, else the address, if it has one that can be used. */
    static @Nullable String returnAddress(JsonObject json) {
        Object reply = json.getValue("replyAddress");
        Object address = "send".equals(json.getValue("type")) ? reply : json.getValue("address");
        return address instanceof String text && !text.isEmpty() && text.length() <= LONGEST_ADDRESS ? text : null;
    }

    /** An answer, or something that was asked for. */
    static Frame received(String address, JsonObject body) {
        return Frame.of(
                new JsonObject().put("type", "rec").put("address", address).put("body", body));
    }

    /** A refusal. */
    static Frame refused(@Nullable String address, Throwable cause) {
        Faults.Told told = Faults.told(cause);
        JsonObject json = new JsonObject().put("type", "err");
        if (address != null) {
            json.put("address", address);
        }
        return Frame.of(json.put("failureCode", told.code())
                .put("failureType", "RECIPIENT_FAILURE")
                .put("message", told.reason())
                .put("body", told.body()));
    }

    /** The answer to a ping of the published client. */
    static Frame pong() {
        return Frame.of(new JsonObject().put("type", "pong"));
    }

    /** Says that a subscription is live, and how far the room has come. */
    static Frame synced(String topic, UUID roomId, Head head) {
        return received(topic, syncedBody(roomId, head));
    }

    /** The body that says how far a room has come. */
    static JsonObject syncedBody(UUID roomId, Head head) {
        return new JsonObject()
                .put("type", "room.synced")
                .put("roomId", roomId.toString())
                .put("epoch", head.epoch())
                .put("rev", head.rev())
                .put("seq", head.seq());
    }

    private static String text(JsonObject json, String field, boolean optional) {
        Object value = json.getValue(field);
        if (value == null && optional && !json.containsKey(field)) {
            return "";
        }
        if (!(value instanceof String text) || text.isEmpty() || text.length() > LONGEST_ADDRESS) {
            String problem = json.containsKey(field) ? "must be a text of 1 to 128 characters" : "is missing";
            throw Failures.invalidField("/" + field, problem);
        }
        return text;
    }

    private static JsonObject body(JsonObject json) {
        Object body = json.getValue("body");
        if (body == null && !json.containsKey("body")) {
            return new JsonObject();
        }
        if (!(body instanceof JsonObject object)) {
            throw Failures.invalidField("/body", "must be an object");
        }
        return object;
    }
}
