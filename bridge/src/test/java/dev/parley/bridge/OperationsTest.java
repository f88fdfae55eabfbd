package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.ops.Counters;
import dev.parley.bridge.ops.OperationsVerticle;
import dev.parley.contracts.rooms.RoomKind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OperationsTest {

    @Test
    void healthAndMetricsAreServedOnTheirOwnPort() {
        try (TestEdge edge = new TestEdge(new JsonObject().put("operationsPort", 0))) {
            OperationsVerticle operations = new OperationsVerticle(
                    edge.options,
                    () -> new JsonObject().put("status", edge.edge.ready() ? "up" : "down"),
                    () -> Future.succeededFuture(edge.edge.counters().text()));
            TestEdge.await(edge.vertx.deployVerticle(operations));
            UUID ada = edge.person("ada");
            TestSocket socket = edge.connect(ada);
            socket.listen(edge.rooms.room(RoomKind.PRIVATE, ada));
            assertThat(get(edge, operations, "/health/live").statusCode()).isEqualTo(200);
            assertThat(get(edge, operations, "/health/ready").bodyAsJsonObject().getString("status"))
                    .isEqualTo("up");
            assertThat(get(edge, operations, "/metrics").bodyAsString())
                    .contains(
                            "parley_sockets 1\n",
                            "parley_subscriptions 1\n",
                            "parley_calls_total{call=\"session.open\",outcome=\"ok\"} 1");
            assertThat(get(edge, operations, "/").statusCode()).isEqualTo(404);
            TestEdge.await(edge.edge.drain());
            assertThat(get(edge, operations, "/health/ready").statusCode()).isEqualTo(503);
        }
    }

    private static HttpResponse<Buffer> get(TestEdge edge, OperationsVerticle operations, String path) {
        return TestEdge.await(
                edge.http.get(operations.port(), "127.0.0.1", path).send());
    }

    @Test
    void countersAreTextThatPrometheusReads() {
        Counters counters = new Counters();
        counters.called("me", "ok");
        counters.called("me", "ok");
        assertThat(counters.calls("me", "ok")).isEqualTo(2);
        assertThat(counters.text().lines())
                .allMatch(line -> line.matches("# TYPE [a-z_]+ (gauge|counter)|[a-z_]+(\\{[^}]*\\})? -?\\d+"));
    }
}
