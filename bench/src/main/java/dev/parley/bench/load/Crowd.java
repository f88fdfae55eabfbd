package dev.parley.bench.load;

import dev.parley.bench.client.Sockets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** Many sockets on one server, what they got, and when. */
public final class Crowd implements AutoCloseable {

    private static final int MOST_MESSAGES = 1 << 20;
    private static final int CONNECTING_AT_ONCE = 64;
    private static final long HIGHEST_NANOS = TimeUnit.SECONDS.toNanos(100);

    private final Sockets sockets;
    private final Dialect dialect;
    private final List<Seat> seats = new ArrayList<>();
    private final AtomicInteger live = new AtomicInteger();
    private final Semaphore connecting = new Semaphore(CONNECTING_AT_ONCE);
    private final LongAdder delivered = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder posted = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder complete = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final AtomicInteger closed = new AtomicInteger();
    private final ConcurrentHashMap<String, LongAdder> complaints = new ConcurrentHashMap<>();
    private final AtomicIntegerArray perRev = new AtomicIntegerArray(MOST_MESSAGES);
    private final Recorder latencies = new Recorder(HIGHEST_NANOS, 3);
    private volatile @Nullable BiConsumer<Seat, Long> onAcknowledged;
    private volatile boolean closing;
    private final long rooms;

    /**
     * A crowd that has no sockets yet.
     *
     * @param rooms the room of each seat
     */
    public Crowd(Sockets sockets, Dialect dialect, List<String> rooms) {
        this.sockets = sockets;
        this.dialect = dialect;
        this.rooms = rooms.stream().distinct().count();
        for (int i = 0; i < rooms.size(); i++) {
            seats.add(new Seat(i, rooms.get(i), this));
        }
    }

    /** Connects the seats from one index to another, a few at a time; returns when all are live or the time is over. */
    public void join(int from, int to, long seconds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (Seat seat : seats.subList(from, to)) {
            if (!connecting.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new LoadException("Only " + live.get() + " of " + to + " sockets got in " + complaints);
            }
            String local = "127.0.0." + (1 + seat.index() / 20_000);
            sockets.connect(dialect.socket(), local, sockets.next(), seat);
        }
        if (!Wait.until(() -> live.get() >= to, seconds)) {
            throw new LoadException("Only " + live.get() + " of " + to + " sockets got in " + complaints);
        }
    }

    /** The seats, in their order. */
    public List<Seat> seats() {
        return seats;
    }

    /** Posts from a seat. */
    public void post(Seat seat, long number, String content) {
        posted.increment();
        dialect.post(seat, number, content);
    }

    /** Posts from the seats that may, in turn, a message that was due at a time. */
    public void post(long number, long due) {
        int posters = Math.min(dialect.posters(), seats.size());
        post(seats.get((int) (number % posters)), number, Content.due(due));
    }

    /** Who wants to know of each acknowledgement. */
    public void whenAcknowledged(@Nullable BiConsumer<Seat, Long> told) {
        onAcknowledged = told;
    }

    /** Messages that are over: those that reached every seat, and those that were refused. */
    public long over() {
        return complete.sum() + refused.sum();
    }

    /** Messages that reached a seat, over all seats. */
    public long delivered() {
        return delivered.sum();
    }

    /** Bytes of the messages that reached a seat. */
    public long bytes() {
        return bytes.sum();
    }

    /** Messages that were acknowledged. */
    public long acknowledged() {
        return acknowledged.sum();
    }

    /** Messages that were refused. */
    public long refused() {
        return refused.sum();
    }

    /** Sockets that were closed by the server. */
    public int closed() {
        return closed.get();
    }

    /** What the server complained of, and how often. */
    public String complaints() {
        return complaints.toString();
    }

    /** Times from when a message was meant to be sent until it reached a seat, since the last call. */
    public Histogram latencies() {
        return latencies.getIntervalHistogram();
    }

    /** Messages due to a seat that never came, until all rooms are as far as their furthest seat. */
    public long missed() {
        ConcurrentHashMap<String, Long> furthest = new ConcurrentHashMap<>();
        seats.forEach(seat -> furthest.merge(seat.room(), seat.expected(), Math::max));
        return seats.stream()
                .filter(seat -> seat.expected() >= 0)
                .mapToLong(seat -> seat.missed() + furthest.getOrDefault(seat.room(), 0L) - seat.expected())
                .sum();
    }

    /** Messages that a seat got twice. */
    public long doubled() {
        return seats.stream().mapToLong(Seat::doubled).sum();
    }

    /** Messages that a seat got after a later one. */
    public long late() {
        return seats.stream().mapToLong(Seat::late).sum();
    }

    /** Waits until all is answered and nothing is due any more, or nothing has come for a while. */
    public void settle() throws InterruptedException {
        long last = -1;
        for (int quiet = 0; quiet < 50 && (missed() > 0 || acknowledged() + refused() < posted.sum()); ) {
            long now = delivered() + acknowledged() + refused();
            quiet = now == last ? quiet + 1 : 0;
            last = now;
            Thread.sleep(100);
        }
    }

    /** Settles and counts what must not be; tells what it finds. */
    void count(Map<Metric, Double> measured, Progress progress) throws InterruptedException {
        settle();
        measured.put(Metric.MISSED, (double) missed());
        measured.put(Metric.FETCHED, (double)
                seats.stream().mapToLong(Seat::sentToFetch).sum());
        measured.put(Metric.DOUBLED, (double) doubled());
        measured.put(Metric.LATE, (double) late());
        measured.put(Metric.CLOSED, (double) closed());
        measured.put(Metric.REFUSED, (double) refused());
        if (!complaints.isEmpty()) {
            progress.step("the server says " + complaints);
        }
        if (missed() > 0) {
            progress.step("missed: " + missing());
        }
    }

    /** For each seat count, how many revs that many seats did not get. */
    private Map<String, Long> missing() {
        Map<Long, Long> seatsByRev = new TreeMap<>();
        long furthest = seats.stream().mapToLong(Seat::expected).max().orElse(0);
        for (Seat seat : seats) {
            seat.missing().forEach(rev -> seatsByRev.merge(rev, 1L, Long::sum));
            for (long rev = seat.expected(); rooms == 1 && rev < furthest; rev++) {
                seatsByRev.merge(rev, 1L, Long::sum);
            }
        }
        Map<String, Long> told = new TreeMap<>();
        seatsByRev.forEach((rev, count) -> told.put("rev " + rev + " (of " + furthest + ") by seats", count));
        return told;
    }

    @Override
    public void close() {
        closing = true;
    }

    Dialect dialect() {
        return dialect;
    }

    void live() {
        live.incrementAndGet();
        connecting.release();
    }

    void delivered(long rev, long sent, int size) {
        delivered.increment();
        bytes.add(size);
        if (sent > 0) {
            latencies.recordValue(Math.clamp(System.nanoTime() - sent, 1, HIGHEST_NANOS));
        }
        if (perRev.incrementAndGet((int) (rev % MOST_MESSAGES)) == seats.size()) {
            complete.increment();
        }
    }

    void acknowledged(Seat seat, long number) {
        acknowledged.increment();
        BiConsumer<Seat, Long> told = onAcknowledged;
        if (told != null) {
            told.accept(seat, number);
        }
    }

    void refused(Seat seat, long number, String reason) {
        refused.increment();
        complain(reason);
        acknowledgedBadly(seat, number);
    }

    private void acknowledgedBadly(Seat seat, long number) {
        BiConsumer<Seat, Long> told = onAcknowledged;
        if (told != null && number >= 0) {
            told.accept(seat, -number - 1);
        }
    }

    void closed(Seat seat, int code, String reason) {
        if (!closing) {
            closed.incrementAndGet();
            complain("seat closed with " + code + " " + reason);
            if (seat.expected() < 0) {
                connecting.release();
            }
        }
    }

    private void complain(String what) {
        complaints.computeIfAbsent(what, any -> new LongAdder()).increment();
    }
}
