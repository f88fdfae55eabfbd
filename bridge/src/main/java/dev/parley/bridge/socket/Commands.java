package dev.parley.bridge.socket;

import dev.parley.bridge.api.Answer;
import dev.parley.bridge.api.Api;
import dev.parley.bridge.api.Calls;
import dev.parley.bridge.api.Shape;
import dev.parley.contracts.Caller;
import dev.parley.contracts.Failures;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The exact table of addresses that sockets may send to; there is no pattern, and nothing else reaches the bus.
 *
 * <p>Each is the same call as a REST operation, with the same checks. What belongs to the connection itself is checked here and done there.
 */
public final class Commands {

    /** Opens the session of the socket. */
    public static final String OPEN = "session.open";

    /** Tells the room that its sender writes. */
    public static final String TYPING_START = "typing.start";

    /** Tells the room that its sender has stopped. */
    public static final String TYPING_STOP = "typing.stop";

    /** Posts a message. */
    static final String POST = "messages.post";

    /** Whoever does these types no more. */
    static final Set<String> ENDS_TYPING = Set.of(POST, "rooms.leave");

    /** Those that change the log of a room: of one socket they keep their order. */
    static final Set<String> ORDERED = Set.of(POST, "messages.edit", "messages.delete", "messages.react");

    private static final Map<String, String> OPERATIONS = Map.ofEntries(
            Map.entry("users.me", "me"),
            Map.entry("users.search", "searchUsers"),
            Map.entry("rooms.list", "listRooms"),
            Map.entry("rooms.get", "getRoom"),
            Map.entry("rooms.directory", "roomDirectory"),
            Map.entry("rooms.members", "listMembers"),
            Map.entry("rooms.create", "createRoom"),
            Map.entry("rooms.direct", "openDirect"),
            Map.entry("rooms.update", "updateRoom"),
            Map.entry("rooms.join", "joinRoom"),
            Map.entry("rooms.leave", "leaveRoom"),
            Map.entry("rooms.add", "addMember"),
            Map.entry("rooms.remove", "removeMember"),
            Map.entry("rooms.role", "setRole"),
            Map.entry("rooms.read", "markRead"),
            Map.entry("rooms.changes", "changes"),
            Map.entry(POST, "postMessage"),
            Map.entry("messages.edit", "editMessage"),
            Map.entry("messages.delete", "deleteMessage"),
            Map.entry("messages.history", "history"),
            Map.entry("messages.get", "getMessage"),
            Map.entry("messages.edits", "messageEdits"));

    private final Calls calls;
    private final Map<String, Command> table;

    /** The commands, with the shapes of the API's description. */
    public Commands(Api api, Calls calls) {
        Map<String, Command> all = new TreeMap<>();
        OPERATIONS.forEach((address, operation) ->
                all.put(address, new Command(operation, api.request(operation).whole())));
        all.put("users.cards", new Command("users.cards", api.component("CardsQuery")));
        Shape react = api.request("react").whole();
        all.put("messages.react", new Command("messages.react", react.with("on", flag(), true)));
        all.put(OPEN, new Command(OPEN, api.component("OpenSession")));
        all.put(TYPING_START, new Command(TYPING_START, api.component("RoomRef")));
        all.put(TYPING_STOP, new Command(TYPING_STOP, api.component("RoomRef")));
        this.table = Map.copyOf(all);
        this.calls = calls;
    }

    private record Command(String call, Shape shape) {}

    /** All addresses. */
    public Set<String> addresses() {
        return table.keySet();
    }

    /** Fails with {@code not_found} for an address that is not in the table, and with {@code invalid_request} for a body that is not as it must be. */
    void check(String address, JsonObject body) {
        Command command = table.get(address);
        if (command == null) {
            throw Failures.notFound("not_found", "There is no such address.");
        }
        command.shape.check(body);
    }

    /** The call of an address, by its operation id; the address itself where it is none of the table. */
    String call(String address) {
        Command command = table.get(address);
        return command == null ? address : command.call;
    }

    /** Makes the call of an address; the body has been checked. */
    Future<Answer> make(String address, Caller caller, JsonObject body) {
        Command command = table.get(address);
        return command == null
                ? Future.failedFuture(Failures.notFound("not_found", "There is no such address."))
                : calls.make(command.call, caller, body);
    }

    private static JsonObject flag() {
        return new JsonObject().put("type", "boolean");
    }
}
