package dev.parley.bench.load;

import dev.parley.bench.client.Sockets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.Histogram;

/**
 * One room that everybody is in and hears.
 *
 * <p>People come in while somebody already talks: what a socket misses after it was told that it is live counts. Then the memory, everybody silent. Then saturated: a few messages are always on
 * their way, and the next is sent when one has reached everybody. Then the time to delivery at a load that all contenders bear, on a schedule that does not wait.
 */
public final class HotRoom implements Scenario {

    private static final int ON_THE_WAY = 8;
    private static final double WHILE_JOINING_PER_SECOND = 20;
    private static final double DELIVERIES_AT_EASE = 20_000;
    private static final long JOIN_SECONDS = 180;

    @Override
    public String name() {
        return "hot-room";
    }

    @Override
    public String about() {
        return "one room of 2,000 people: deliveries per second, time to delivery, memory per connection, what is missed";
    }

    @Override
    public List<String> peers() {
        return List.of("stock");
    }

    @Override
    public Plan plan(boolean quick) {
        return quick ? new Plan(200, 1, 2, 3) : new Plan(2_000, 1, 5, 10);
    }

    @Override
    public Map<Metric, Double> run(Server server, Plan plan, Sockets sockets, Progress progress)
            throws InterruptedException {
        try (Crowd crowd = new Crowd(sockets, server.dialect(), server.rooms())) {
            Map<Metric, Double> measured = new EnumMap<>(Metric.class);
            connect(server, crowd, measured, progress);
            progress.step("saturating");
            saturate(server, crowd, plan, measured);
            progress.step("measuring the time to delivery");
            atEase(crowd, plan, measured);
            crowd.settle();
            measured.put(Metric.MISSED, (double) crowd.missed());
            measured.put(Metric.DOUBLED, (double) crowd.doubled());
            measured.put(Metric.LATE, (double) crowd.late());
            measured.put(Metric.CLOSED, (double) crowd.closed());
            measured.put(Metric.REFUSED, (double) crowd.refused());
            return measured;
        }
    }

    private static void connect(Server server, Crowd crowd, Map<Metric, Double> measured, Progress progress)
            throws InterruptedException {
        int people = crowd.seats().size();
        server.probe().collect();
        double resident = server.probe().resident();
        double heap = server.probe().heap();
        progress.step("letting " + people + " people in");
        crowd.join(0, 1, JOIN_SECONDS);
        AtomicBoolean talking = new AtomicBoolean(true);
        Thread talker = Thread.ofPlatform().daemon().start(() -> talk(crowd, talking));
        long start = System.nanoTime();
        crowd.join(1, people, JOIN_SECONDS);
        measured.put(Metric.JOINED, (System.nanoTime() - start) / 1e9);
        talking.set(false);
        talker.join();
        crowd.settle();
        server.probe().collect();
        measured.put(Metric.RESIDENT, (server.probe().resident() - resident) / people);
        measured.put(Metric.HEAP, (server.probe().heap() - heap) / people);
    }

    private static void talk(Crowd crowd, AtomicBoolean talking) {
        Schedule.run(WHILE_JOINING_PER_SECOND, JOIN_SECONDS, (number, due) -> {
            if (talking.get()) {
                crowd.post(crowd.seats().getFirst(), number, Content.due(due));
            } else {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void saturate(Server server, Crowd crowd, Plan plan, Map<Metric, Double> measured)
            throws InterruptedException {
        Semaphore window = new Semaphore(ON_THE_WAY);
        crowd.whenComplete(window::release);
        pour(crowd, window, plan.warmUpSeconds());
        Probe self = new Probe(ProcessHandle.current());
        double server0 = server.probe().processor();
        double self0 = self.processor();
        long delivered0 = crowd.delivered();
        long bytes0 = crowd.bytes();
        double seconds = pour(crowd, window, plan.seconds());
        double delivered = crowd.delivered() - delivered0;
        measured.put(Metric.DELIVERIES, delivered / seconds);
        measured.put(Metric.PROCESSOR, (server.probe().processor() - server0) / delivered * 1e6);
        measured.put(Metric.GENERATOR, (self.processor() - self0) / delivered * 1e6);
        measured.put(Metric.FRAME, (crowd.bytes() - bytes0) / delivered);
        crowd.whenComplete(null);
        crowd.settle();
        crowd.latencies();
    }

    /** Keeps the window full; one that is stuck, because somebody missed a message, is pushed on after a while. */
    private static double pour(Crowd crowd, Semaphore window, int seconds) throws InterruptedException {
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        long posted = 0;
        while (System.nanoTime() < end) {
            if (window.tryAcquire(100, TimeUnit.MILLISECONDS) || stuck(crowd)) {
                crowd.post(posted++, System.nanoTime());
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static boolean stuck(Crowd crowd) throws InterruptedException {
        long before = crowd.delivered();
        Thread.sleep(100);
        return crowd.delivered() == before;
    }

    private static void atEase(Crowd crowd, Plan plan, Map<Metric, Double> measured) throws InterruptedException {
        double perSecond = DELIVERIES_AT_EASE / crowd.seats().size();
        post(crowd, perSecond, plan.warmUpSeconds());
        crowd.latencies();
        long delivered0 = crowd.delivered();
        long start = System.nanoTime();
        long posted = post(crowd, perSecond, plan.seconds());
        double took = (System.nanoTime() - start) / 1e9;
        crowd.settle();
        double due = (double) posted * crowd.seats().size();
        double offered = Math.min(1, plan.seconds() / took);
        measured.put(Metric.REACHED, 100 * offered * (crowd.delivered() - delivered0) / due);
        Histogram times = crowd.latencies();
        measured.put(Metric.DELIVERY_P50, times.getValueAtPercentile(50) / 1e6);
        measured.put(Metric.DELIVERY_P99, times.getValueAtPercentile(99) / 1e6);
        measured.put(Metric.DELIVERY_P999, times.getValueAtPercentile(99.9) / 1e6);
    }

    private static long post(Crowd crowd, double perSecond, int seconds) {
        return Schedule.run(perSecond, seconds, crowd::post);
    }
}
