package dev.parley.bench.load;

import dev.parley.bench.client.Sockets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Many people who write at once; each acknowledgement means that the message is on disk.
 *
 * <p>Saturated: everybody sends the next message when the last one was acknowledged. Then at half of the rate that was reached, on a schedule that does not wait. Everybody hears their room all the
 * while, and all numbers are checked.
 */
public final class DurableSends implements Scenario {

    private static final long JOIN_SECONDS = 60;
    private static final Metric[] TIMES = {Metric.ACK_P50, Metric.ACK_P99, Metric.ACK_P999};
    private static final long HIGHEST_NANOS = TimeUnit.SECONDS.toNanos(100);

    @Override
    public String name() {
        return "durable-sends";
    }

    @Override
    public String about() {
        return "200 people in 20 rooms who write at once: acknowledged sends per second, time to the acknowledgement";
    }

    @Override
    public List<String> peers() {
        return List.of("classic-pg", "classic-prisma", "ejabberd", "pgbench");
    }

    @Override
    public Plan plan(boolean quick) {
        return quick ? new Plan(40, 4, 2, 3) : new Plan(200, 20, 10, 10);
    }

    @Override
    public Measured run(Server server, Plan plan, Sockets sockets, Progress progress) throws InterruptedException {
        try (Crowd crowd = new Crowd(sockets, server.dialect(), server.rooms())) {
            Measured measured = new Measured();
            progress.step("letting " + plan.people() + " people in");
            crowd.join(0, plan.people(), JOIN_SECONDS);
            progress.step("saturating");
            double perSecond = saturate(server, crowd, plan, measured);
            progress.step("measuring the time to the acknowledgement");
            atHalf(crowd, plan, perSecond / 2, measured);
            crowd.count(measured, progress);
            return measured;
        }
    }

    private static double saturate(Server server, Crowd crowd, Plan plan, Measured measured)
            throws InterruptedException {
        AtomicBoolean pouring = new AtomicBoolean(true);
        crowd.whenAcknowledged((seat, number) -> {
            if (pouring.get()) {
                crowd.post(seat, 0, Content.due(System.nanoTime()));
            }
        });
        crowd.seats().forEach(seat -> crowd.post(seat, 0, Content.due(System.nanoTime())));
        TimeUnit.SECONDS.sleep(plan.warmUpSeconds());
        long acknowledged0 = crowd.acknowledged();
        double processor0 = server.probe().processorWithServices();
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(plan.seconds());
        double seconds = (System.nanoTime() - start) / 1e9;
        double acknowledged = crowd.acknowledged() - acknowledged0;
        measured.put(Metric.SENDS, acknowledged / seconds);
        measured.put(
                Metric.SENDS_PROCESSOR, (server.probe().processorWithServices() - processor0) / acknowledged * 1e6);
        pouring.set(false);
        crowd.settle();
        return acknowledged / seconds;
    }

    private static void atHalf(Crowd crowd, Plan plan, double perSecond, Measured measured)
            throws InterruptedException {
        Map<Long, Long> dues = new ConcurrentHashMap<>();
        Recorder times = new Recorder(HIGHEST_NANOS, 3);
        AtomicLong answered = new AtomicLong();
        crowd.whenAcknowledged((seat, number) -> {
            Long due = dues.remove(number);
            if (due != null) {
                answered.incrementAndGet();
                times.recordValue(Math.clamp(System.nanoTime() - due, 1, HIGHEST_NANOS));
            }
        });
        long warm = post(crowd, dues, 0, perSecond, plan.warmUpSeconds());
        boolean empty = crowd.settle();
        times.getIntervalHistogram();
        Offered offered = new Offered(answered::get);
        long posted = post(crowd, dues, warm, perSecond, plan.seconds());
        offered.await(posted, plan.seconds());
        crowd.whenAcknowledged(null);
        Histogram histogram = times.getIntervalHistogram();
        measured.put(Metric.ACK_P50, histogram.getValueAtPercentile(50) / 1e6);
        measured.put(Metric.ACK_P99, histogram.getValueAtPercentile(99) / 1e6);
        measured.put(Metric.ACK_P999, histogram.getValueAtPercentile(99.9) / 1e6);
        if (!empty) {
            measured.invalid("the queues were not empty before the schedule began", TIMES);
        }
        offered.judge(perSecond, measured, TIMES);
    }

    private static long post(Crowd crowd, Map<Long, Long> dues, long first, double perSecond, int seconds) {
        List<Seat> seats = crowd.seats();
        return Schedule.run(perSecond, seconds, (number, due) -> {
            dues.put(first + number, due);
            crowd.post(seats.get((int) ((first + number) % seats.size())), first + number, Content.due(due));
        });
    }
}
