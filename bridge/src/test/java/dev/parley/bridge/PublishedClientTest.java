package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.contracts.rooms.RoomKind;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published client of the Vert.x event-bus bridge works unchanged, over a SockJS WebSocket and over plain HTTP. Uses the npm packages of the web app, which the whole build installs before. */
class PublishedClientTest {

    private static final Path MODULES =
            Path.of("../webapp-static").toAbsolutePath().normalize();

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "xhr-streaming"})
    void thePublishedClientWorksUnchanged(String transport) throws IOException, InterruptedException {
        assumeTrue(Files.isDirectory(MODULES.resolve("node_modules/@vertx/eventbus-bridge-client.js")), "npm packages");
        try (TestEdge edge = new TestEdge(new JsonObject().put("sockjsFallbacks", !transport.equals("websocket")))) {
            UUID ada = edge.person("ada");
            UUID room = edge.rooms.room(RoomKind.PRIVATE, ada);
            UUID foreign = edge.rooms.room(RoomKind.PRIVATE, edge.person("bob"));
            Process node = new ProcessBuilder(
                            "node",
                            "src/test/js/published-client.cjs",
                            MODULES.toString(),
                            "http://127.0.0.1:" + edge.port + "/eventbus",
                            edge.token(ada),
                            room.toString(),
                            foreign.toString(),
                            transport)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(output).contains("by " + transport + "\ndone\n");
        }
    }
}
