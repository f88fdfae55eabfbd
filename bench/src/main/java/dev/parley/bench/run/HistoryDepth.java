package dev.parley.bench.run;

import dev.parley.bench.client.Rest;
import dev.parley.bench.client.TokenSigner;
import dev.parley.bench.load.LoadException;
import dev.parley.bench.load.Measured;
import dev.parley.bench.load.Metric;
import dev.parley.bench.load.Progress;
import dev.parley.bench.load.Town;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SplittableRandom;
import java.util.UUID;
import org.HdrHistogram.Histogram;

/** The step {@code history}: pages of a long room, near its top and near its bottom, from the node and by bare SQL, one at a time and in turn. */
final class HistoryDepth {

    private static final int PAGE = 50;
    private static final int ROUNDS = 5_000;
    private static final int WARM_UP = 5_000;
    private static final int SPREAD = 5_000;
    private static final long HIGHEST_NANOS = 10_000_000_000L;
    private static final UUID ROOM = Town.room(0);

    private static final String MESSAGES = """
            INSERT INTO messages.messages (room_id, seq, rev, ordinal, id, sender_id, kind, key, digest, content, created_at)
            SELECT '%s', i, i, i, gen_random_uuid(), '%s', 0, 'key' || i, i, 'Message ' || i || repeat(' words', 15), now() - interval '1 hour'
            FROM generate_series(1, ?) i""".formatted(ROOM, Town.person(0));

    private static final String HEAD = """
            INSERT INTO messages.heads (room_id, epoch, last_seq, last_rev, ordinal, changed_at)
            SELECT '%s', epoch, ?, ?, ?, now() - interval '1 hour' FROM messages.origin""".formatted(ROOM);

    private static final String BARE = """
            SELECT id, room_id, seq, rev, sender_id, kind, key, content, reply_to, mentions, event, reacted, created_at, edited_at, deleted_at
            FROM messages.messages WHERE room_id = ? AND seq < ? ORDER BY seq DESC LIMIT %d""".formatted(PAGE);

    private final Cluster cluster;
    private final Database database;
    private final Progress progress;
    private final SplittableRandom random = new SplittableRandom(1);

    HistoryDepth(Cluster cluster, Database database, Progress progress) {
        this.cluster = cluster;
        this.database = database;
        this.progress = progress;
    }

    /** Fills a room with so many messages and reads pages of it. */
    void run(int depth, Measured measured) throws InterruptedException {
        progress.step("filling a room with %,d messages".formatted(depth));
        database.use(it -> fill(it, depth));
        TokenSigner signer = database.signer();
        String token = signer.sign(Town.person(0), Town.session(0));
        progress.step("reading pages");
        try (HttpClient http = Rest.client()) {
            Reader reader = new Reader(http, cluster.addresses().getFirst(), token);
            database.use(it -> read(it, reader, depth, WARM_UP, new Times()));
            Times times = new Times();
            database.use(it -> read(it, reader, depth, ROUNDS, times));
            times.put(measured);
        }
    }

    private static int fill(Connection connection, int depth) throws SQLException {
        try (PreparedStatement messages = connection.prepareStatement(MESSAGES);
                PreparedStatement head = connection.prepareStatement(HEAD);
                Statement tidy = connection.createStatement()) {
            messages.setInt(1, depth);
            messages.execute();
            head.setInt(1, depth);
            head.setInt(2, depth);
            head.setInt(3, depth);
            head.execute();
            tidy.execute("VACUUM ANALYZE messages.messages");
            tidy.execute("CHECKPOINT");
        }
        return depth;
    }

    private Times read(Connection connection, Reader reader, int depth, int rounds, Times times) throws SQLException {
        try (PreparedStatement page = connection.prepareStatement(BARE)) {
            for (int round = 0; round < rounds; round++) {
                bare(page, depth - random.nextInt(SPREAD), times.sqlTop);
                reader.page(depth - random.nextInt(SPREAD), times.restTop);
                bare(page, PAGE + 1 + random.nextInt(SPREAD), times.sqlDeep);
                reader.page(PAGE + 1 + random.nextInt(SPREAD), times.restDeep);
            }
        }
        return times;
    }

    private static void bare(PreparedStatement page, int before, Histogram times) throws SQLException {
        long start = System.nanoTime();
        page.setObject(1, ROOM);
        page.setLong(2, before);
        int rows = 0;
        try (ResultSet result = page.executeQuery()) {
            while (result.next()) {
                rows += result.getString(8).isEmpty() ? 0 : 1;
            }
        }
        times.recordValue(System.nanoTime() - start);
        expect(rows);
    }

    private static void expect(int rows) {
        if (rows != PAGE) {
            throw new LoadException("A page had " + rows + " messages.");
        }
    }

    /** Asks the node for pages, on a connection that is kept. */
    private record Reader(HttpClient http, String node, String token) {

        void page(int before, Histogram times) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(
                            "http://" + node + "/api/rooms/" + ROOM + "/messages?limit=" + PAGE + "&before=" + before))
                    .header("Authorization", "Bearer " + token)
                    .build();
            try {
                long start = System.nanoTime();
                String body =
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body();
                times.recordValue(System.nanoTime() - start);
                expect(body.split("\"content\":", -1).length - 1);
            } catch (IOException e) {
                throw new LoadException("A page did not come: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LoadException("Interrupted.");
            }
        }
    }

    /** How long the pages of each kind took. */
    private static final class Times {
        private final Histogram sqlTop = new Histogram(HIGHEST_NANOS, 3);
        private final Histogram sqlDeep = new Histogram(HIGHEST_NANOS, 3);
        private final Histogram restTop = new Histogram(HIGHEST_NANOS, 3);
        private final Histogram restDeep = new Histogram(HIGHEST_NANOS, 3);

        void put(Measured measured) {
            measured.put(Metric.SQL_TOP_P50, at(sqlTop, 50));
            measured.put(Metric.SQL_TOP_P99, at(sqlTop, 99));
            measured.put(Metric.SQL_DEEP_P50, at(sqlDeep, 50));
            measured.put(Metric.SQL_DEEP_P99, at(sqlDeep, 99));
            measured.put(Metric.PAGE_TOP_P50, at(restTop, 50));
            measured.put(Metric.PAGE_TOP_P99, at(restTop, 99));
            measured.put(Metric.PAGE_DEEP_P50, at(restDeep, 50));
            measured.put(Metric.PAGE_DEEP_P99, at(restDeep, 99));
            measured.put(Metric.PAGE_DEPTH, at(restDeep, 99) / at(restTop, 99));
            measured.put(Metric.PAGE_SQL, at(restTop, 99) / at(sqlTop, 99));
        }

        private static double at(Histogram times, double percentile) {
            return times.getValueAtPercentile(percentile) / 1e6;
        }
    }
}
