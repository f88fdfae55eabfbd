package dev.parley.bridge;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.api.Api;
import dev.parley.bridge.api.Calls;
import dev.parley.bridge.auth.Limits;
import dev.parley.bridge.auth.LocalBuckets;
import dev.parley.bridge.ops.Counters;
import dev.parley.bridge.socket.Commands;
import dev.parley.contracts.Services;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.Operation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The protocol page lists the operations and commands that there are, no more and no less. */
class ProtocolPageTest {

    private static final Pattern METHOD = Pattern.compile("\\b(GET|POST|PUT|PATCH|DELETE)\\b");
    private static final Pattern ADDRESS = Pattern.compile("`([a-z]+\\.[a-z]+)`");
    private static final Pattern FIELD = Pattern.compile("[{,]([a-zA-Z]+)");

    private static Vertx vertx;
    private static Api api;
    private static String page;

    @BeforeAll
    static void read() throws Exception {
        vertx = Vertx.vertx();
        api = Api.load(vertx).await(20, SECONDS);
        page = Files.readString(Path.of("..", "docs", "protocol.md"));
    }

    @AfterAll
    static void close() throws Exception {
        vertx.close().await(20, SECONDS);
    }

    @Test
    void everyOperationStandsInTheTableWithItsPath() {
        Set<String> described = api.contract().operations().stream()
                .map(operation ->
                        operation.getOperationId() + " " + operation.getHttpMethod() + " " + operation.getOpenAPIPath())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(rows("## REST", "## The socket").flatMap(ProtocolPageTest::operations))
                .containsExactlyInAnyOrderElementsOf(described);
    }

    @Test
    void everyOperationTakesTheFieldsThatTheTableShows() {
        rows("## REST", "## The socket").forEach(row -> {
            String call = row.get(1);
            String body = call.replaceAll("`[A-Z].*?`", "");
            for (String id : row.get(0).split(", ")) {
                Operation operation = api.contract().operation(id);
                assertThat(query(call))
                        .as("query of %s", id)
                        .containsExactlyInAnyOrderElementsOf(api.request(id).query());
                assertThat(fields(body)).as("body of %s", id).containsExactlyInAnyOrderElementsOf(bodyOf(operation));
            }
        });
    }

    @Test
    void everyCommandStandsInTheTable() {
        LocalBuckets buckets = new LocalBuckets(System::nanoTime);
        Limits limits = new Limits(BridgeOptions.defaults()::limit, buckets, buckets);
        Calls calls = new Calls(new Services(vertx, Set.of()), limits, new Counters());
        Set<String> listed = rows("**Commands**", "**Events**")
                .flatMap(row -> matches(ADDRESS, row.getFirst()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(listed).containsExactlyInAnyOrderElementsOf(new Commands(api, calls).addresses());
    }

    private static Stream<String> operations(List<String> row) {
        String[] ids = row.get(0).split(", ");
        List<String> methods =
                matches(METHOD, row.get(1).replaceAll("\\{.*", "")).toList();
        String path = row.get(1).replaceFirst(".*?(/api/[^`?]*).*", "$1");
        return Stream.iterate(0, i -> i < ids.length, i -> i + 1).map(i -> ids[i] + " " + methods.get(i) + " " + path);
    }

    private static Set<String> query(String call) {
        return call.contains("?") ? matches(Pattern.compile("([a-z]+)="), call).collect(Collectors.toSet()) : Set.of();
    }

    private static Set<String> fields(String shape) {
        return matches(FIELD, shape.replaceAll(":[^,}]*", "")).collect(Collectors.toSet());
    }

    private static Set<String> bodyOf(Operation operation) {
        if (operation.getRequestBody() == null) {
            return Set.of();
        }
        MediaType json =
                Objects.requireNonNull(operation.getRequestBody().getContent().get("application/json"));
        JsonObject schema = (JsonObject) json.getSchema();
        return schema.getJsonObject("properties").fieldNames();
    }

    private static Stream<List<String>> rows(String from, String to) {
        return page.substring(page.indexOf(from), page.indexOf(to))
                .lines()
                .filter(line ->
                        line.startsWith("| ") && !line.startsWith("| operation") && !line.startsWith("| address"))
                .map(line -> Arrays.stream(line.replace("\\|", "/").split("\\|", -1))
                        .map(String::strip)
                        .skip(1)
                        .toList());
    }

    private static Stream<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult match) -> match.group(1));
    }
}
