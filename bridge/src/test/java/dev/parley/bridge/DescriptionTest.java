package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.api.Api;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The page of the protocol, the OpenAPI file and the AsyncAPI file say the same. */
class DescriptionTest {

    private static Vertx vertx;
    private static Api api;
    private static JsonObject asyncapi;
    private static String page;

    @BeforeAll
    static void read() throws IOException {
        vertx = Vertx.vertx();
        api = TestEdge.await(Api.load(vertx));
        Map<String, Object> yaml = new Yaml()
                .load(TestEdge.await(vertx.fileSystem().readFile("openapi/asyncapi.yaml"))
                        .toString());
        asyncapi = new JsonObject(yaml);
        page = Files.readString(Path.of("../docs/protocol.md"));
    }

    @AfterAll
    static void close() {
        TestEdge.await(vertx.close());
    }

    @Test
    void everyAddressStandsInTheAsyncApiFileAndOnThePage() {
        List<String> described = schema("Command").getJsonArray("enum").stream()
                .map(String.class::cast)
                .toList();
        TestEdge edge = new TestEdge();
        Set<String> addresses = edge.edge.parts().commands().addresses();
        edge.close();
        assertThat(new TreeSet<>(described)).isEqualTo(new TreeSet<>(addresses));
        addresses.forEach(address -> assertThat(page).contains("`" + address + "`"));
    }

    @Test
    void everyEventStandsInTheAsyncApiFileAndOnThePage() {
        Set<String> described = asyncapi.getJsonObject("components").getJsonObject("schemas").stream()
                .map(entry -> ((JsonObject) entry.getValue()).getJsonObject("properties", new JsonObject()))
                .map(properties -> properties.getJsonObject("type", new JsonObject()))
                .flatMap(type -> type.containsKey("enum")
                        ? type.getJsonArray("enum").stream().map(String.class::cast)
                        : java.util.stream.Stream.ofNullable(type.getString("const")))
                .filter(type -> !Set.of("send", "register", "unregister", "ping", "pong", "rec", "err")
                        .contains(type))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(described)
                .contains("message.posted", "message.reacted", "room.synced", "member.left", "typing", "read.advanced");
        described.forEach(type -> assertThat(page).contains("`" + type + "`"));
    }

    private static JsonObject schema(String name) {
        return asyncapi.getJsonObject("components").getJsonObject("schemas").getJsonObject(name);
    }
}
