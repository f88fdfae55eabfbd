package dev.parley.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bench.load.Measured;
import dev.parley.bench.load.Metric;
import dev.parley.bench.load.Town;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A small crowd in a generator process of its own, on a real node: what it counts adds up. */
@Timeout(600)
class ClusterRunTest {

    @Test
    void everythingThatIsWrittenReachesEverybodyInTheRoom(@TempDir Path directory) throws Exception {
        ClusterScenario scenario = ClusterScenario.named("mix").orElseThrow();
        scenario.set("people", "60");
        scenario.set("steps", "history:6000 join storm mix:2 check");
        Town town = new Town(60, 12, 10);
        try (Cluster cluster = new Cluster(directory, 1);
                Database database = cluster.database()) {
            database.use(it -> {
                town.settle(it);
                return town;
            });
            try (Generators generators = new Generators(
                    town, cluster.addresses(), "parley", database.signer().text(), directory)) {
                Measured measured =
                        new ClusterRun(scenario, cluster, generators, database, town, directory, step -> {}).run();

                double messages = generators.stats().of("acknowledged");
                assertThat(messages).isPositive();
                assertThat(generators.stats().of("delivered")).isEqualTo(messages * 50);
                assertThat(measured.values())
                        .containsEntry(Metric.CONNECTED, 60.0)
                        .containsEntry(Metric.MISSED, 0.0)
                        .containsEntry(Metric.DOUBLED, 0.0)
                        .containsEntry(Metric.CLOSED, 0.0)
                        .containsKeys(Metric.PAGE_TOP_P99, Metric.PAGE_DEEP_P99, Metric.SQL_DEEP_P99, Metric.CEILING);
                assertThat(measured.values().get(Metric.PAGE_DEPTH)).isPositive();
            }
        } finally {
            Leftovers.clean(directory);
        }
    }
}
