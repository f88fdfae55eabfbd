package dev.parley.bench.load;

import dev.parley.bench.client.Sockets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
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
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long PAUSE_NANOS = 100_000;
    private static final Metric[] TIMES = {Metric.DELIVERY_P50, Metric.DELIVERY_P99, Metric.DELIVERY_P999};

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
        return List.of("stock", "netty", "bun", "classic-pg", "classic-prisma", "ejabberd", "writes");
    }

    @Override
    public Plan plan(boolean quick) {
        return quick ? new Plan(200, 1, 2, 3) : new Plan(2_000, 1, 10, 10);
    }

    @Override
    public Measured run(Server server, Plan plan, Sockets sockets, Progress progress) throws InterruptedException {
        try (Crowd crowd = new Crowd(sockets, server.dialect(), server.rooms())) {
            Measured measured = new Measured();
            connect(server, crowd, measured, progress);
            progress.step("saturating");
            saturate(server, crowd, plan, measured);
            progress.step("measuring the time to delivery");
            atEase(crowd, plan, measured);
            crowd.count(measured, progress);
            return measured;
        }
    }

    private static void connect(Server server, Crowd crowd, Measured measured, Progress progress)
            throws InterruptedException {
        int people = crowd.seats().size();
        // What a server loads only when the first person comes is no part of what a person costs.
        crowd.join(0, 1, JOIN_SECONDS);
        crowd.post(0, System.nanoTime());
        crowd.settle();
        server.probe().collect();
        double needed = server.probe().needed();
        double heap = server.probe().heap();
        progress.step("letting " + people + " people in");
        AtomicBoolean talking = new AtomicBoolean(true);
        Thread talker = Thread.ofPlatform().daemon().start(() -> talk(crowd, talking));
        long start = System.nanoTime();
        crowd.join(1, people, JOIN_SECONDS);
        measured.put(Metric.JOINED, (System.nanoTime() - start) / 1e9);
        talking.set(false);
        talker.join();
        crowd.settle();
        server.probe().collect();
        measured.put(Metric.MEMORY, (server.probe().needed() - needed) / (people - 1));
        measured.put(Metric.HEAP, (server.probe().heap() - heap) / (people - 1));
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

    private static void saturate(Server server, Crowd crowd, Plan plan, Measured measured) throws InterruptedException {
        pour(crowd, plan.warmUpSeconds());
        Probe self = new Probe(ProcessHandle.current());
        double server0 = server.probe().processor();
        double self0 = self.processor();
        long delivered0 = crowd.delivered();
        long bytes0 = crowd.bytes();
        double seconds = pour(crowd, plan.seconds());
        double delivered = crowd.delivered() - delivered0;
        measured.put(Metric.DELIVERIES, delivered / seconds);
        measured.put(Metric.PROCESSOR, (server.probe().processor() - server0) / delivered * 1e6);
        measured.put(Metric.GENERATOR, (self.processor() - self0) / delivered * 1e6);
        measured.put(Metric.FRAME, (crowd.bytes() - bytes0) / delivered);
        crowd.settle();
        crowd.latencies();
    }

    /** Keeps the window full; one that is stuck, because somebody missed a message, is given up for a new one. */
    private static double pour(Crowd crowd, int seconds) throws InterruptedException {
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        long posted = 0;
        long over = crowd.over();
        long delivered = crowd.delivered();
        long moved = start;
        for (long now = start; now < end; now = System.nanoTime()) {
            if (crowd.delivered() != delivered) {
                delivered = crowd.delivered();
                moved = now;
            }
            if (posted - (crowd.over() - over) < ON_THE_WAY) {
                crowd.post(posted++, now);
            } else if (now - moved > STUCK_NANOS) {
                over = crowd.over() - posted;
                moved = now;
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static void atEase(Crowd crowd, Plan plan, Measured measured) throws InterruptedException {
        double perSecond = DELIVERIES_AT_EASE / crowd.seats().size();
        Schedule.run(perSecond, plan.warmUpSeconds(), crowd::post);
        boolean empty = crowd.settle();
        crowd.latencies();
        Offered offered = new Offered(crowd::delivered);
        long posted = Schedule.run(perSecond, plan.seconds(), (number, due) -> {
            offered.begun(due);
            crowd.post(number, due);
        });
        offered.await(posted * crowd.seats().size(), plan.seconds());
        Histogram times = crowd.latencies();
        measured.put(Metric.DELIVERY_P50, times.getValueAtPercentile(50) / 1e6);
        measured.put(Metric.DELIVERY_P99, times.getValueAtPercentile(99) / 1e6);
        measured.put(Metric.DELIVERY_P999, times.getValueAtPercentile(99.9) / 1e6);
        if (!empty) {
            measured.invalid("the queues were not empty before the schedule began", TIMES);
        }
        offered.judge(DELIVERIES_AT_EASE, measured, TIMES);
    }
}
