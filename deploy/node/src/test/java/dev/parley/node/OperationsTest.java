package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What operators see of a node. */
class OperationsTest {

    @RegisterExtension
    static final TestCluster CLUSTER = new TestCluster(1);

    @Test
    void aNodeThatStartedIsLiveAndReady() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        HttpResponse<String> ready = get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).isEqualTo("{\"status\":\"up\"}");
    }

    @Test
    void metricsCountWhatPeopleDo() throws Exception {
        TestPerson alice = TestPerson.register(CLUSTER.port(0), "alice");
        TestSocket socket = TestSocket.open(CLUSTER.port(0), alice);

        String metrics = get("/metrics").body();

        assertThat(metrics).contains("# TYPE parley_sockets gauge", "parley_sockets 1\n", "parley_encodings_total ");
        assertThat(metrics).contains("parley_calls_total{call=\"register\",outcome=\"ok\"} 1\n");
        assertThat(metrics)
                .contains("parley_jobs_dead{schema=\"users\"} 0\n", "parley_jobs_dead{schema=\"messages\"} 0\n")
                .containsPattern("parley_jobs_waiting\\{schema=\"rooms\"} \\d+\n");
        socket.close();
    }

    @Test
    void healthAndMetricsAreNotWhereEverybodyIs() throws Exception {
        assertThat(get(CLUSTER.port(0), "/metrics").statusCode()).isEqualTo(404);
        assertThat(get(CLUSTER.port(0), "/health/ready").statusCode()).isEqualTo(404);
        assertThat(get(CLUSTER.port(0), "/health/live").statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return get(CLUSTER.operationsPort(0), path);
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
