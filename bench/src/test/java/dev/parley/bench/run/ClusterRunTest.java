package dev.parley.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bench.load.Measured;
import dev.parley.bench.load.Metric;
import dev.parley.bench.load.Town;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A small crowd in generator processes of its own, on real nodes: what it counts adds up. */
@Timeout(600)
class ClusterRunTest {

    @Test
    void everythingThatIsWrittenReachesEverybodyInTheRoom(@TempDir Path directory) throws Exception {
        ClusterScenario scenario = ClusterScenario.named("mix").orElseThrow();
        scenario.set("people", "60");
        scenario.set("steps", "history:6000 join storm soak:2 check");
        run(scenario, directory, (measured, generators) -> {
            double messages = generators.stats().of("acknowledged");
            assertThat(messages).isPositive();
            assertThat(generators.stats().of("delivered")).isEqualTo(messages * 50);
            assertThat(measured)
                    .containsEntry(Metric.CONNECTED, 60.0)
                    .containsEntry(Metric.CLOSED, 0.0)
                    .containsKeys(
                            Metric.PAGE_TOP_P99,
                            Metric.PAGE_DEEP_P99,
                            Metric.SQL_DEEP_P99,
                            Metric.CEILING,
                            Metric.GROWN);
            assertThat(measured.get(Metric.PAGE_DEPTH)).isPositive();
        });
    }

    @Test
    void everybodyIsBackAfterEachNodeWasStartedAgain(@TempDir Path directory) throws Exception {
        ClusterScenario scenario = ClusterScenario.named("rolling-restart").orElseThrow();
        scenario.quick();
        scenario.set("nodes", "2");
        run(scenario, directory, (measured, generators) -> {
            assertThat(measured).containsKey(Metric.ROLLED).containsEntry(Metric.UNANSWERED, 0.0);
            assertThat(generators.stats().of("closed")).isGreaterThanOrEqualTo(scenario.number("people"));
            assertThat(generators.stats().of("live")).isEqualTo(scenario.number("people"));
        });
    }

    @Test
    void whoLostTheirNodeAreBackAtAnother(@TempDir Path directory) throws Exception {
        ClusterScenario scenario = ClusterScenario.named("node-killed").orElseThrow();
        scenario.quick();
        scenario.set("nodes", "2");
        run(scenario, directory, (measured, generators) -> {
            assertThat(measured).containsKey(Metric.BACK_MOST).containsEntry(Metric.UNANSWERED, 0.0);
            assertThat(measured.get(Metric.CLOSED)).isGreaterThanOrEqualTo(scenario.number("people") / 2.0);
            assertThat(generators.stats().of("live")).isEqualTo(scenario.number("people"));
        });
    }

    @Test
    void whoDoesNotReadForAWhileMissesNothing(@TempDir Path directory) throws Exception {
        ClusterScenario scenario = ClusterScenario.named("slow-readers").orElseThrow();
        scenario.quick();
        run(scenario, directory, (measured, generators) -> {
            assertThat(measured)
                    .as("times count only where the load was carried")
                    .containsKeys(Metric.SLOW_MEMORY, Metric.SLOW_CLOSED);
            assertThat(generators.stats().of("delivered"))
                    .isEqualTo(generators.stats().of("acknowledged") * scenario.number("members"));
        });
    }

    @Test
    void peopleComeBackToStockBridgesOfOneCluster(@TempDir Path directory) throws Exception {
        ClusterScenario scenario = ClusterScenario.named("storm").orElseThrow();
        scenario.set("people", "60");
        scenario.set("steps", "join storm check");
        Town town = scenario.town();
        try (StockContender stock = new StockContender(directory);
                Site site = stock.start(2);
                Generators generators =
                        new Generators(town, site.addresses(), stock.tongue(), stock.key(), directory)) {
            Measured measured = new ClusterRun(scenario, site, generators, null, town, directory, step -> {}).run();

            assertThat(site.addresses()).doesNotHaveDuplicates().hasSize(2);
            assertThat(measured.values())
                    .containsKey(Metric.RESUMED)
                    .containsEntry(Metric.CONNECTED, 60.0)
                    .containsEntry(Metric.CLOSED, 0.0);
        }
    }

    private interface Look {

        void at(Map<Metric, Double> measured, Generators generators) throws Exception;
    }

    /** Takes the steps of a scenario, whatever it is; nobody missed anything and nobody got anything twice. */
    private static void run(ClusterScenario scenario, Path directory, Look look) throws Exception {
        Town town = scenario.town();
        try (Cluster cluster = new Cluster(directory, scenario.number("nodes"));
                Database database = cluster.database()) {
            database.use(it -> {
                town.settle(it);
                return town;
            });
            try (Generators generators = new Generators(
                    town, cluster.addresses(), "parley", database.signer().text(), directory)) {
                Measured measured =
                        new ClusterRun(scenario, cluster, generators, database, town, directory, step -> {}).run();
                assertThat(measured.values())
                        .containsEntry(Metric.MISSED, 0.0)
                        .containsEntry(Metric.LOST, 0.0)
                        .containsEntry(Metric.DOUBLED, 0.0);
                look.at(measured.values(), generators);
            }
        } finally {
            Leftovers.clean(directory);
        }
    }
}
