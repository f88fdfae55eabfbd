package dev.parley.bench.run;

import dev.parley.bench.load.Contender;
import dev.parley.bench.load.LoadException;
import dev.parley.bench.load.Measured;
import dev.parley.bench.load.Metric;
import dev.parley.bench.load.Plan;
import dev.parley.bench.load.Progress;
import dev.parley.bench.load.Server;
import dev.parley.bench.load.Unavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The floor for every server: threads that do nothing but write a frame to one socket after another, each with a call of the system, and threads that read them.
 *
 * <p>A server is cheaper than this only where it writes several frames at once.
 */
final class WritesContender implements Contender {

    private static final int FRAME = 498;
    private static final int MOST_PEOPLE = 8_000;
    private static final int BACKLOG = 4_096;

    WritesContender(Path directory) {}

    @Override
    public String name() {
        return "writes";
    }

    @Override
    public String about() {
        return "bare writes: a thread for each core writes frames of " + FRAME
                + " bytes to its sockets, one call of the system for each, and as many read them; no WebSocket, no room, nothing stored";
    }

    @Override
    public void prepare(Plan plan, Progress progress) {
        if (plan.people() > MOST_PEOPLE) {
            throw new Unavailable("both ends of more than " + MOST_PEOPLE + " connections do not fit into a process");
        }
    }

    @Override
    public Optional<Measured> alone(Plan plan) throws InterruptedException {
        int cores = Runtime.getRuntime().availableProcessors();
        List<Writer> writers = new ArrayList<>();
        List<Reader> readers = new ArrayList<>();
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            for (int core = 0; core < cores; core++) {
                writers.add(new Writer());
                readers.add(new Reader());
            }
            for (int person = 0; person < plan.people(); person++) {
                readers.get(person % cores).add(SocketChannel.open(server.getLocalAddress()));
                writers.get(person % cores).add(server.accept());
            }
            readers.forEach(Thread::start);
            writers.forEach(Thread::start);
            TimeUnit.SECONDS.sleep(plan.warmUpSeconds());
            return Optional.of(measure(plan, writers, readers));
        } catch (IOException e) {
            throw new LoadException("The sockets cannot be had: " + e.getMessage());
        } finally {
            end(writers);
            end(readers);
        }
    }

    private static void end(List<? extends Worker> workers) throws InterruptedException {
        for (Worker worker : workers) {
            worker.ended = true;
        }
        for (Worker worker : workers) {
            worker.join();
            worker.sockets.forEach(WritesContender::close);
        }
    }

    private static Measured measure(Plan plan, List<Writer> writers, List<Reader> readers) throws InterruptedException {
        long read = sum(readers);
        double writing = processor(writers);
        double reading = processor(readers);
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(plan.seconds());
        double seconds = (System.nanoTime() - start) / 1e9;
        double frames = (double) (sum(readers) - read) / FRAME;
        Measured measured = new Measured();
        measured.put(Metric.DELIVERIES, frames / seconds);
        measured.put(Metric.PROCESSOR, (processor(writers) - writing) / frames * 1e6);
        measured.put(Metric.GENERATOR, (processor(readers) - reading) / frames * 1e6);
        measured.put(Metric.FRAME, FRAME);
        return measured;
    }

    private static long sum(List<Reader> readers) {
        return readers.stream().mapToLong(reader -> reader.bytes).sum();
    }

    /** Processor time of threads, in seconds. */
    private static double processor(List<? extends Thread> threads) {
        return threads.stream()
                        .mapToLong(thread -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId()))
                        .sum()
                / 1e9;
    }

    @Override
    public Server start() {
        throw new IllegalStateException("It has no rooms.");
    }

    @Override
    public void close() {}

    private abstract static class Worker extends Thread {

        final List<SocketChannel> sockets = new ArrayList<>();
        volatile boolean ended;

        void add(SocketChannel socket) throws IOException {
            socket.configureBlocking(false);
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            sockets.add(socket);
        }

        abstract void work() throws IOException;

        @Override
        public void run() {
            try {
                work();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void close(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a frame to each socket that can take it whole or in part, and begins again. */
    private static final class Writer extends Worker {

        private final ByteBuffer frame = ByteBuffer.allocateDirect(FRAME);

        @Override
        void work() throws IOException {
            while (!ended) {
                for (SocketChannel socket : sockets) {
                    frame.clear();
                    socket.write(frame);
                }
            }
        }
    }

    /** Reads and counts. */
    private static final class Reader extends Worker {

        private static final int PIECE = 65_536;

        private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
        private volatile long bytes;

        @Override
        void work() throws IOException {
            try (Selector selector = Selector.open()) {
                for (SocketChannel socket : sockets) {
                    socket.register(selector, SelectionKey.OP_READ);
                }
                while (!ended) {
                    selector.select(key -> read((SocketChannel) key.channel()), 100);
                }
            }
        }

        private void read(SocketChannel socket) {
            try {
                piece.clear();
                int count = socket.read(piece);
                if (count > 0) {
                    bytes += count;
                } else if (count < 0) {
                    socket.close();
                }
            } catch (IOException e) {
                close(socket);
            }
        }
    }
}
