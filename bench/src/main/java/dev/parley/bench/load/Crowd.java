package dev.parley.bench.load;

import dev.parley.bench.client.Sockets;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** Many sockets on one server, what they got, and when. */
public final class Crowd implements AutoCloseable {

    private static final int MOST_MESSAGES = 1 << 20;
    private static final int CONNECTING_AT_ONCE = 64;
    private static final int STILL_LOOKS = 50;
    private static final long LOOK_MS = 100;
    private static final long HIGHEST_NANOS = TimeUnit.SECONDS.toNanos(100);

    private final Sockets sockets;
    private final Dialect dialect;
    private final ThreadLocal<Frame> frames;
    private final List<Seat> seats = new ArrayList<>();
    private final AtomicInteger live = new AtomicInteger();
    private final Semaphore connecting = new Semaphore(CONNECTING_AT_ONCE);
    private final LongAdder delivered = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder posted = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder complete = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder misnumbered = new LongAdder();
    private final ConcurrentHashMap<String, Long> ahead = new ConcurrentHashMap<>();
    private final AtomicInteger closed = new AtomicInteger();
    private final ConcurrentHashMap<String, LongAdder> complaints = new ConcurrentHashMap<>();
    private final AtomicIntegerArray perRev = new AtomicIntegerArray(MOST_MESSAGES);
    private final Recorder latencies = new Recorder(HIGHEST_NANOS, 3);
    private volatile @Nullable BiConsumer<Seat, Long> onAcknowledged;
    private volatile boolean closing;

    /**
     * A crowd that has no sockets yet.
     *
     * @param rooms the room of each seat
     */
    public Crowd(Sockets sockets, Dialect dialect, List<String> rooms) {
        this.sockets = sockets;
        this.dialect = dialect;
        this.frames = ThreadLocal.withInitial(() -> new Frame(dialect.shape()));
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

    /** Who wants to know of each acknowledgement, and of each refusal, which is told as -1 less the number. */
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

    /** Waits until all is answered and every seat has got all that its room has; false when nothing has come for a while and something still lacks. */
    public boolean settle() throws InterruptedException {
        long last = -1;
        for (int quiet = 0; quiet < STILL_LOOKS; ) {
            long now = moved();
            List<Standing> all = standings();
            boolean even = acknowledged() + refused() == posted.sum() && missed(all, furthest(all)) == 0;
            if (even && missed(all, heads(all)) == 0 && now == moved()) {
                return true;
            }
            quiet = now == last ? quiet + 1 : 0;
            last = now;
            Thread.sleep(LOOK_MS);
        }
        return false;
    }

    private long moved() {
        return delivered() + acknowledged() + refused() + posted.sum();
    }

    /** Settles and counts what must not be; tells what it finds. */
    void count(Measured measured, Progress progress) throws InterruptedException {
        settle();
        List<Standing> all = standings();
        Map<String, Long> heads = heads(all);
        long missed = missed(all, heads);
        measured.put(Metric.MISSED, missed);
        measured.put(
                Metric.FETCHED, all.stream().mapToLong(Standing::sentToFetch).sum());
        long doubled = all.stream().mapToLong(Standing::doubled).sum();
        measured.put(Metric.DOUBLED, doubled);
        if (!ahead.isEmpty()) {
            measured.put(Metric.MISNUMBERED, misnumbered.sum());
        }
        measured.put(Metric.LATE, all.stream().mapToLong(Standing::late).sum());
        measured.put(Metric.CLOSED, closed());
        measured.put(Metric.REFUSED, refused());
        measured.judge(missed + doubled + misnumbered.sum());
        if (!complaints.isEmpty()) {
            progress.step("the server says " + complaints);
        }
        if (missed != 0) {
            progress.step("missed: " + missing(all, heads));
        }
    }

    /** What every seat has got, each looked at on its own event loop. */
    private List<Standing> standings() throws InterruptedException {
        Map<EventLoop, List<Seat>> byLoop = new HashMap<>();
        for (Seat seat : seats) {
            EventLoop loop = seat.loop();
            if (loop != null) {
                byLoop.computeIfAbsent(loop, any -> new ArrayList<>()).add(seat);
            }
        }
        List<Standing> all = new ArrayList<>();
        for (Map.Entry<EventLoop, List<Seat>> entry : byLoop.entrySet()) {
            all.addAll(entry.getKey()
                    .submit(() -> entry.getValue().stream().map(Seat::standing).toList())
                    .sync()
                    .getNow());
        }
        return all;
    }

    private static long missed(List<Standing> all, Map<String, Long> heads) {
        return all.stream()
                .mapToLong(seat -> seat.missed(heads.getOrDefault(seat.room(), -1L)))
                .sum();
    }

    private static Map<String, Long> furthest(List<Standing> all) {
        Map<String, Long> furthest = new HashMap<>();
        all.forEach(seat -> furthest.merge(seat.room(), seat.expected() - 1, Math::max));
        return furthest;
    }

    /** How far each room has come: as the server says, and where it does not know, as far as anybody got. */
    private Map<String, Long> heads(List<Standing> all) {
        Map<String, Long> heads = furthest(all);
        Set<String> asked = new HashSet<>();
        for (Seat seat : seats) {
            if (asked.add(seat.room())) {
                dialect.head(seat).ifPresent(head -> heads.put(seat.room(), head));
            }
        }
        return heads;
    }

    /** For each rev that somebody did not get, by how many seats. */
    private static Map<String, Long> missing(List<Standing> all, Map<String, Long> heads) {
        Map<String, Long> told = new TreeMap<>();
        for (Standing seat : all) {
            long head = heads.getOrDefault(seat.room(), -1L);
            Stream<Long> owed = Stream.concat(
                    seat.missing().stream(),
                    LongStream.rangeClosed(seat.expected(), head).boxed());
            owed.forEach(rev -> told.merge("rev " + rev + " of " + head + " by seats", 1L, Long::sum));
        }
        return told;
    }

    @Override
    public void close() {
        closing = true;
    }

    /** What reads frames on this thread. */
    Frame frame() {
        return frames.get();
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

    /** Every message is new here, so that the rev of a room stays as far ahead of its seq as it was. */
    void numbered(String room, long revAheadOfSeq) {
        Long before = ahead.putIfAbsent(room, revAheadOfSeq);
        if (before != null && before != revAheadOfSeq) {
            misnumbered.increment();
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
            if (!seat.wasLive()) {
                connecting.release();
            }
        }
    }

    private void complain(String what) {
        complaints.computeIfAbsent(what, any -> new LongAdder()).increment();
    }
}
