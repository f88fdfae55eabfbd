package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.api.Api;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of who may do what, over REST and over the socket, against the real services. The module of the edge makes sure that no route and no address is without a row. */
class AccessTest {

    private static final Path TABLE = Path.of("../../bridge/src/test/resources/access-table.txt");
    private static final String ANYBODY = "anonymous";

    @RegisterExtension
    static final TestCluster CLUSTER = new TestCluster(1, AccessTest::withoutLimits);

    private static final Map<String, TestPerson> PEOPLE = new HashMap<>();
    private static final Map<String, TestSocket> SOCKETS = new HashMap<>();
    private static TestPerson newcomer;
    private static Api api;
    private static int port;

    private record Row(String operation, String address, String input, Map<String, String> answers) {

        @Override
        public String toString() {
            return operation + " " + address + (input.contains("$public") ? " (public)" : "");
        }
    }

    private static NodeOptions withoutLimits(NodeOptions options) {
        JsonObject limits = new JsonObject();
        options.settings()
                .getJsonObject("bridge")
                .getJsonObject("limits")
                .fieldNames()
                .forEach(name ->
                        limits.put(name, new JsonObject().put("burst", 100_000).put("perMinute", 100_000)));
        return options.with("bridge", new JsonObject().put("limits", limits));
    }

    @BeforeAll
    static void people() throws Exception {
        port = CLUSTER.port(0);
        for (String role : List.of("admin", "owner", "member", "stranger", "moderatorElsewhere")) {
            PEOPLE.put(role, TestPerson.register(port, role.toLowerCase(java.util.Locale.ROOT)));
        }
        newcomer = TestPerson.register(port, "newcomer");
        PEOPLE.put("admin", person("admin").again(port));
        JsonObject elsewhere = room(newcomer, "private", person("moderatorElsewhere"));
        TestPerson.request(
                        port,
                        newcomer.token(),
                        "PATCH",
                        "/api/rooms/" + elsewhere.getString("id") + "/members/"
                                + person("moderatorElsewhere").id(),
                        new JsonObject().put("role", "moderator"))
                .expect(200);
        api = Api.load(CLUSTER.node(0).vertx()).await(30, TimeUnit.SECONDS);
    }

    static List<Row> rows() throws IOException {
        List<List<String>> lines = Files.readAllLines(TABLE).stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
                .toList();
        List<Row> rows = new ArrayList<>();
        for (List<String> line : lines.subList(1, lines.size())) {
            Map<String, String> answers = new HashMap<>();
            for (int i = 3; i < line.size(); i++) {
                answers.put(lines.getFirst().get(i), line.get(i));
            }
            rows.add(new Row(line.get(0), line.get(1), line.get(2), answers));
        }
        return rows;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyRoleIsAnsweredAsTheTableSays(Row row) {
        Map<String, String> rest = new HashMap<>();
        Map<String, String> socket = new HashMap<>();
        for (String role : row.answers().keySet()) {
            if (!row.operation().equals("-")) {
                rest.put(role, send(row, role));
            }
            if (!row.address().equals("-")) {
                socket.put(role, ask(row, role));
            }
        }
        if (!row.operation().equals("-")) {
            assertThat(rest).as("REST").isEqualTo(row.answers());
        }
        if (!row.address().equals("-")) {
            assertThat(socket).as("socket").isEqualTo(row.answers());
        }
    }

    private static String send(Row row, String role) {
        Operation operation = api.contract().operation(row.operation());
        JsonObject input = new JsonObject(fill(row.input(), role));
        String path = operation.getOpenAPIPath();
        StringBuilder query = new StringBuilder();
        for (Parameter parameter : operation.getParameters()) {
            Object value = input.remove(parameter.getName());
            String text = URLEncoder.encode(String.valueOf(value), StandardCharsets.UTF_8);
            if (parameter.getIn() == Location.PATH) {
                path = path.replace("{" + parameter.getName() + "}", text);
            } else if (value != null) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(parameter.getName())
                        .append('=')
                        .append(text);
            }
        }
        JsonObject body = operation.getRequestBody() == null ? null : input;
        String method = operation.getHttpMethod().name();
        TestPerson.Answer answer = TestPerson.request(port, token(row, role), method, path + query, body);
        return answer.status() < 300
                ? "ok"
                : answer.body().getJsonObject("error").getString("reason");
    }

    /** Whoever logs out uses a session of its own. */
    private static @Nullable String token(Row row, String role) {
        if (role.equals(ANYBODY)) {
            return null;
        }
        return row.operation().equals("logOut")
                ? person(role).again(port).token()
                : person(role).token();
    }

    private static String ask(Row row, String role) {
        TestSocket socket = role.equals(ANYBODY)
                ? TestSocket.connect(port)
                : SOCKETS.computeIfAbsent(role, missing -> TestSocket.open(port, person(role)));
        String address = fill(row.address(), role);
        boolean register = address.startsWith("register ");
        String target = register ? address.substring("register ".length()) : address;
        String reply = register && target.startsWith("room.")
                ? target
                : UUID.randomUUID().toString();
        JsonObject frame = register
                ? new JsonObject().put("type", "register").put("address", target)
                : new JsonObject()
                        .put("type", "send")
                        .put("address", target)
                        .put("replyAddress", reply)
                        .put("body", new JsonObject(fill(row.input(), role)));
        socket.send(frame);
        if (register && target.startsWith("user.")) {
            return quietly(socket, target);
        }
        return outcome(socket.await(next -> reply.equals(next.getString("address"))));
    }

    /** A topic of a person says nothing when it is granted; a refusal comes before the answer to what follows. */
    private static String quietly(TestSocket socket, String topic) {
        socket.send(new JsonObject().put("type", "ping"));
        JsonObject first = socket.await(next -> topic.equals(next.getString("address"))
                || next.getString("type").equals("pong"));
        return first.getString("type").equals("pong") ? "ok" : outcome(first);
    }

    private static String outcome(JsonObject frame) {
        return frame.getString("type").equals("rec")
                ? "ok"
                : frame.getJsonObject("body").getJsonObject("error").getString("reason");
    }

    private static String fill(String text, String role) {
        String filled = text;
        if (text.contains("$room") || text.contains("$public")) {
            JsonObject room = room(person("owner"), text.contains("$public") ? "public" : "private", person("member"));
            String id = room.getString("id");
            filled = filled.replace("$room", id).replace("$public", id);
            if (text.contains("$seq")) {
                long seq = person("owner").say(port, id, "Hello").getLong("seq");
                filled = filled.replace("$seq", String.valueOf(seq));
            }
        }
        if (text.contains("$refresh") || text.contains("$token")) {
            JsonObject session = TestPerson.request(port, null, "POST", "/api/auth/login", credentials())
                    .expect(200);
            filled = filled.replace("$refresh", session.getString("refreshToken"));
            filled = filled.replace(
                    "$token",
                    role.equals(ANYBODY)
                            ? session.getString("token")
                            : person(role).token());
        }
        return filled.replace("$owner", person("owner").id())
                .replace("$member", person("member").id())
                .replace("$newcomer", newcomer.id())
                .replace("$foreignSession", UUID.randomUUID().toString())
                .replace("$unique", "u" + UUID.randomUUID().toString().substring(0, 13))
                .replace("$email", credentials().getString("email"))
                .replace("$password", TestPerson.PASSWORD);
    }

    private static JsonObject credentials() {
        return new JsonObject().put("email", newcomer.name + "@example.org").put("password", TestPerson.PASSWORD);
    }

    private static JsonObject room(TestPerson owner, String kind, TestPerson member) {
        JsonObject room = owner.post(
                        port, "/api/rooms", new JsonObject().put("name", "Room").put("kind", kind))
                .expect(201)
                .getJsonObject("room");
        owner.post(port, "/api/rooms/" + room.getString("id") + "/members", new JsonObject().put("userId", member.id()))
                .expect(201);
        return room;
    }

    private static TestPerson person(String role) {
        return java.util.Objects.requireNonNull(PEOPLE.get(role));
    }
}
