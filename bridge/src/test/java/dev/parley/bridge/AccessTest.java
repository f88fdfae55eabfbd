package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.AccessTable.Row;
import dev.parley.bridge.api.Api;
import dev.parley.contracts.rooms.RoomKind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of who may do what is complete, and its first column holds whatever the services say. */
@NullUnmarked
class AccessTest {

    private static TestEdge edge;
    private static Api api;

    @BeforeAll
    static void start() {
        edge = new TestEdge();
        api = TestEdge.await(Api.load(edge.vertx));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    static List<Row> rows() {
        return AccessTable.rows();
    }

    @Test
    void everyOperationAndEveryAddressHasARow() {
        Set<String> operations = api.contract().operations().stream()
                .map(Operation::getOperationId)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> addresses = new TreeSet<>(edge.edge.parts().commands().addresses());
        for (Row row : rows()) {
            operations.remove(row.operation());
            addresses.remove(row.address());
        }
        assertThat(operations).as("operations without a row").isEmpty();
        assertThat(addresses).as("addresses without a row").isEmpty();
        assertThat(rows())
                .noneMatch(row -> row.operation().equals("-") && row.address().equals("-"));
    }

    @Test
    void everyOperationHasACallAndEveryCallAnOperationOrAnAddress() {
        Set<String> calls = new TreeSet<>(edge.edge.calls().ids());
        api.contract().operations().forEach(operation -> {
            assertThat(calls).contains(operation.getOperationId());
            calls.remove(operation.getOperationId());
        });
        assertThat(calls).isEqualTo(new TreeSet<>(Set.of("users.cards", "messages.react")));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void withoutASessionTheAnswerIsAsTheTableSays(Row row) {
        check(row, "anonymous", null);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void withASessionNobodyIsTakenForNobody(Row row) {
        check(row, "member", edge.person("member"));
    }

    private static void check(Row row, String role, @Nullable UUID person) {
        UUID owner = edge.person("owner");
        Map<String, String> values = values(owner, person == null ? owner : person);
        String expected = row.answers().get(role);
        if (!row.operation().equals("-")) {
            HttpResponse<Buffer> response = send(row, row.input(values), person);
            String answer = response.statusCode() < 300
                    ? "ok"
                    : response.bodyAsJsonObject().getJsonObject("error").getString("reason");
            fits(answer, expected, person);
            documented(row.operation(), response);
        }
        if (!row.address().equals("-")) {
            fits(ask(row, values, person), expected, person);
        }
    }

    private static void fits(String answer, @Nullable String expected, @Nullable UUID person) {
        if (person == null) {
            assertThat(answer).isEqualTo(expected);
        } else {
            assertThat(answer).isNotIn("unauthenticated", "invalid_request", "internal");
        }
    }

    /** What is answered is what the description says. */
    private static void documented(String operation, HttpResponse<Buffer> response) {
        if (response.statusCode() == 204) {
            return;
        }
        ValidatableResponse answer =
                ValidatableResponse.create(response.statusCode(), response.body(), response.getHeader("Content-Type"));
        TestEdge.await(ResponseValidator.create(edge.vertx, api.contract()).validate(answer, operation));
    }

    private static HttpResponse<Buffer> send(Row row, JsonObject input, @Nullable UUID person) {
        Operation operation = api.contract().operation(row.operation());
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
        HttpMethod method = operation.getHttpMethod();
        return edge.send(method, path + query, person, operation.getRequestBody() == null ? null : input);
    }

    private static String ask(Row row, Map<String, String> values, @Nullable UUID person) {
        TestSocket socket = person == null ? edge.connect() : edge.connect(person);
        if (!row.address().startsWith("register ")) {
            return outcome(socket.call(row.address(), row.input(values)));
        }
        String topic = Row.fill(row.address().substring("register ".length()), values);
        socket.register(topic);
        return socket.untilNow().stream()
                .filter(frame -> topic.equals(frame.getString("address")))
                .map(AccessTest::outcome)
                .findFirst()
                .orElse("ok");
    }

    private static String outcome(JsonObject frame) {
        return frame.getString("type").equals("rec") ? "ok" : TestSocket.reason(frame);
    }

    private static Map<String, String> values(UUID owner, UUID person) {
        UUID room = edge.rooms.room(RoomKind.PRIVATE, owner, person);
        UUID open = edge.rooms.room(RoomKind.PUBLIC, owner, person);
        edge.messages.store(room, owner, "Hello");
        edge.messages.store(open, owner, "Hello");
        Map<String, String> values = new HashMap<>();
        values.put("room", room.toString());
        values.put("public", open.toString());
        values.put("owner", owner.toString());
        values.put("member", person.toString());
        values.put("newcomer", edge.person("newcomer").toString());
        values.put("foreignSession", UUID.randomUUID().toString());
        values.put("seq", "1");
        values.put("unique", "u" + UUID.randomUUID().toString().substring(0, 13));
        values.put("email", "owner@example.org");
        values.put("password", "correct horse battery");
        values.put("refresh", "refresh-" + owner);
        values.put("token", edge.token(person));
        return values;
    }
}
