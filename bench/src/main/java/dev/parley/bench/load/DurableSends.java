package dev.parley.bench.load;

import dev.parley.bench.client.Sockets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Many people who write at once; each acknowledgement means that the message is on disk.
 *
 * <p>Saturated: everybody sends the next message when the last one was acknowledged. Then on a schedule that does not wait: at a rate that is the same for all contenders, and at half of what each
 * reached. Everybody hears their room all the while, and all numbers are checked.
 */
public final class DurableSends implements Scenario {

    private static final long JOIN_SECONDS = 60;

    /** For 5 s a node refuses whatever else comes on the line of a refused message, so as to keep the order. */
    private static final long REFUSED_SECONDS = 6;

    private static final double SAME_FOR_ALL = 500;
    private static final Metric[] AT_HALF = {Metric.ACK_P50, Metric.ACK_P99, Metric.ACK_P999};
    private static final Metric[] AT_THE_SAME = {Metric.ACK_SAME_P50, Metric.ACK_SAME_P99, Metric.ACK_SAME_P999};
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
            scheduled(crowd, plan, Math.min(SAME_FOR_ALL, perSecond / 2), measured, AT_THE_SAME);
            scheduled(crowd, plan, perSecond / 2, measured, AT_HALF);
            crowd.count(measured, progress);
            return measured;
        }
    }

    private static double saturate(Server server, Crowd crowd, Plan plan, Measured measured)
            throws InterruptedException {
        AtomicBoolean pouring = new AtomicBoolean(true);
        crowd.whenAcknowledged((seat, number) -> {
            if (number >= 0) {
                next(crowd, seat, pouring);
            } else {
                seat.later(REFUSED_SECONDS, () -> next(crowd, seat, pouring));
            }
        });
        crowd.seats().forEach(seat -> crowd.post(seat, 0, Content.due(System.nanoTime())));
        TimeUnit.SECONDS.sleep(plan.warmUpSeconds());
        double transactions0 = server.transactions();
        long acknowledged0 = crowd.acknowledged();
        double processor0 = server.probe().processorWithServices();
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(plan.seconds());
        double seconds = (System.nanoTime() - start) / 1e9;
        double acknowledged = crowd.acknowledged() - acknowledged0;
        measured.put(Metric.SENDS, acknowledged / seconds);
        measured.put(
                Metric.SENDS_PROCESSOR, (server.probe().processorWithServices() - processor0) / acknowledged * 1e6);
        double transactions = server.transactions() - transactions0;
        if (!Double.isNaN(transactions)) {
            measured.put(Metric.SENDS_COMMIT, acknowledged / transactions);
        }
        pouring.set(false);
        crowd.settle();
        return acknowledged / seconds;
    }

    private static void next(Crowd crowd, Seat seat, AtomicBoolean pouring) {
        if (pouring.get()) {
            crowd.post(seat, 0, Content.due(System.nanoTime()));
        }
    }

    /** Puts p50, p99 and p99.9 of the time to the acknowledgement at a rate into three figures. */
    private static void scheduled(Crowd crowd, Plan plan, double perSecond, Measured measured, Metric[] figures)
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
        long warm = post(crowd, dues, 0, perSecond, plan.warmUpSeconds(), due -> {});
        boolean empty = crowd.settle();
        times.getIntervalHistogram();
        Offered offered = new Offered(answered::get);
        long posted = post(crowd, dues, warm, perSecond, plan.seconds(), offered::begun);
        offered.await(posted, plan.seconds());
        crowd.whenAcknowledged(null);
        Histogram histogram = times.getIntervalHistogram();
        measured.put(figures[0], histogram.getValueAtPercentile(50) / 1e6);
        measured.put(figures[1], histogram.getValueAtPercentile(99) / 1e6);
        measured.put(figures[2], histogram.getValueAtPercentile(99.9) / 1e6);
        if (!empty) {
            measured.invalid("the queues were not empty before the schedule began", figures);
        }
        offered.judge(perSecond, measured, figures);
    }

    private static long post(
            Crowd crowd, Map<Long, Long> dues, long first, double perSecond, int seconds, LongConsumer begun) {
        List<Seat> seats = crowd.seats();
        return Schedule.run(perSecond, seconds, (number, due) -> {
            begun.accept(due);
            dues.put(first + number, due);
            crowd.post(seats.get((int) ((first + number) % seats.size())), first + number, Content.due(due));
        });
    }
}
