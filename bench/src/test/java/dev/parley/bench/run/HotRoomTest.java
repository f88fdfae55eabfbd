package dev.parley.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bench.client.Sockets;
import dev.parley.bench.load.HotRoom;
import dev.parley.bench.load.Measured;
import dev.parley.bench.load.Metric;
import dev.parley.bench.load.Plan;
import dev.parley.bench.load.Server;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The generator, on a small crowd and a real server process: what it counts adds up. */
@Timeout(600)
class HotRoomTest {

    @Test
    void everyMessageIsCountedOnceForEverySeat(@TempDir Path directory) throws Exception {
        Plan plan = new Plan(20, 1, 1, 1);
        try (StockContender stock = new StockContender(directory);
                Sockets sockets = new Sockets(1)) {
            stock.prepare(plan, step -> {});
            try (Server server = stock.start()) {
                Measured measured = new HotRoom().run(server, plan, sockets, step -> {});

                assertThat(measured.values().get(Metric.DELIVERIES)).isPositive();
                assertThat(measured.values().get(Metric.FRAME)).isBetween(400.0, 700.0);
                assertThat(measured.values().get(Metric.DOUBLED)).isZero();
                assertThat(measured.values().get(Metric.CLOSED)).isZero();
            }
        }
    }
}
