package dev.parley.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.bench.check.Entry;
import dev.parley.bench.check.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one room of a device complete.
 *
 * <p>A live change whose rev is the next one is taken, an older one dropped; a newer one waits while the device asks what changed since: the one path for gaps, reconnects and the start.
 */
final class RoomFeed {

    private static final int PAGE = 100;
    private static final long NO_EPOCH = Long.MIN_VALUE;
    private static final long PAUSE_MS = 100;

    /** Who waits for a rev, perhaps only until the newest page of it is there. */
    private record Waiter(long rev, boolean newest, CompletableFuture<Void> reached) {}

    private final Device device;
    private final String room;
    private final TreeMap<Long, Row> waiting = new TreeMap<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private long epoch = NO_EPOCH;
    private long rev;
    private long wanted;
    private long lastSeq;
    private boolean welcome = true;
    private int fetching;

    /** The reading of the whole history that counts: a later one takes the place of one that is under way. */
    private int walk;

    /** How far the newest page of that reading reaches, while it is under way on the socket of now. */
    private long shown;

    private @Nullable Throwable trouble;

    RoomFeed(Device device, String room) {
        this.device = device;
        this.room = room;
    }

    String topic() {
        return "room." + room;
    }

    /** The greatest number that was seen. */
    long lastSeq() {
        return lastSeq;
    }

    /** Whether the device should have a seat in the room. */
    boolean welcome() {
        return welcome;
    }

    void welcome(boolean there) {
        welcome = there;
    }

    void whenAt(long wantedRev, CompletableFuture<Void> reached) {
        waiters.add(new Waiter(wantedRev, false, reached));
        tellWaiters();
    }

    void whenShown(long wantedRev, CompletableFuture<Void> reached) {
        waiters.add(new Waiter(wantedRev, true, reached));
        tellWaiters();
    }

    /** Takes an event of the room's topic. */
    void event(JsonNode body) {
        switch (body.path("type").asText()) {
            case "room.synced" -> synced(body);
            case "message.posted", "message.edited", "message.deleted", "message.reacted" -> live(body);
            default -> {}
        }
    }

    private void synced(JsonNode body) {
        if (foreign(body)) {
            startAnew();
        } else if (body.path("rev").asLong() > rev) {
            wanted = Math.max(wanted, body.path("rev").asLong());
            catchUp();
        }
    }

    private void live(JsonNode body) {
        Row row = device.history().same(Rows.row(body.path("message")));
        device.history().add(at -> new Entry.Deliver(at, device.name(), room, row));
        if (foreign(body)) {
            startAnew();
        } else if (row.rev() == rev + 1) {
            apply(row, Entry.Via.LIVE);
            drain();
            if (!waiting.isEmpty()) {
                catchUp();
            }
        } else if (row.rev() > rev) {
            waiting.put(row.rev(), row);
            wanted = Math.max(wanted, row.rev());
            catchUp();
        }
    }

    private boolean foreign(JsonNode body) {
        long told = body.path("epoch").asLong();
        boolean foreign = epoch != NO_EPOCH && epoch != told;
        epoch = told;
        return foreign;
    }

    private void apply(Row row, Entry.Via via) {
        rev = row.rev();
        lastSeq = Math.max(lastSeq, row.seq());
        device.history().add(at -> new Entry.Apply(at, device.name(), room, row, via));
        tellWaiters();
    }

    private void drain() {
        waiting.headMap(rev, true).clear();
        while (waiting.containsKey(rev + 1)) {
            apply(waiting.pollFirstEntry().getValue(), Entry.Via.BUFFER);
        }
    }

    private void catchUp() {
        if (!device.ready() || fetching == device.socket()) {
            return;
        }
        fetching = device.socket();
        shown = 0;
        long after = rev;
        ObjectNode body = Json.object().put("roomId", room).put("after", after).put("limit", PAGE);
        if (epoch != NO_EPOCH) {
            body.put("epoch", epoch);
        }
        int on = device.socket();
        device.ask("rooms.changes", body).whenComplete((answer, failure) -> {
            if (on != device.socket()) {
                return;
            }
            fetching = 0;
            if (failure != null) {
                trouble = failure;
                if (repeatable(failure)) {
                    again();
                }
            } else if (answer.path("reset").asBoolean()) {
                startAnew();
            } else {
                changes(after, answer);
            }
        });
    }

    private void again() {
        int on = device.socket();
        device.later(PAUSE_MS, () -> {
            if (on == device.socket() && wanted > rev) {
                catchUp();
            }
        });
    }

    private void changes(long after, JsonNode answer) {
        List<Row> rows = rows(answer);
        long upTo = answer.path("head").path("rev").asLong();
        device.history().add(at -> new Entry.Fetch(at, device.name(), room, after, upTo, rows.size()));
        for (Row row : rows) {
            if (row.rev() > rev) {
                apply(row, Entry.Via.FETCH);
            }
        }
        boolean more = answer.path("hasMore").asBoolean();
        if (!more && upTo > rev) {
            rev = upTo;
            tellWaiters();
        }
        drain();
        if (more) {
            catchUp();
        } else if (wanted > rev) {
            again();
        }
    }

    private void startAnew() {
        device.history().add(at -> new Entry.Reset(at, device.name(), room));
        rev = 0;
        shown = 0;
        waiting.clear();
        fetching = device.socket();
        page(++walk, new ArrayList<>(), -1, -1);
    }

    /** Reads the history from its newest page back; what came after the first page is told live or by the next catch-up. */
    private void page(int mine, List<Row> rows, long before, long head) {
        ObjectNode body = Json.object().put("roomId", room).put("limit", PAGE);
        if (before > 0) {
            body.put("before", before);
        }
        int on = device.socket();
        device.ask("messages.history", body).whenComplete((answer, failure) -> {
            if (on != device.socket() || mine != walk) {
                return;
            }
            if (failure != null) {
                trouble = failure;
                if (repeatable(failure)) {
                    device.later(PAUSE_MS, () -> page(mine, rows, before, head));
                } else {
                    fetching = 0;
                }
                return;
            }
            List<Row> found = rows(answer);
            rows.addAll(found);
            JsonNode told = answer.path("head");
            long top = head < 0 ? told.path("rev").asLong() : head;
            shown = top;
            tellWaiters();
            if (answer.path("hasBefore").asBoolean() && !found.isEmpty()) {
                page(mine, rows, found.getFirst().seq(), top);
            } else {
                epoch = told.path("epoch").asLong();
                replace(rows, top);
            }
        });
    }

    private void replace(List<Row> rows, long head) {
        fetching = 0;
        rows.sort(Comparator.comparingLong(Row::rev));
        rows.stream().filter(row -> row.rev() <= head).forEach(row -> apply(row, Entry.Via.FETCH));
        rev = head;
        tellWaiters();
        drain();
        if (wanted > rev) {
            catchUp();
        }
    }

    private static boolean repeatable(Throwable failure) {
        return failure instanceof CallFailed failed && failed.retryable();
    }

    private List<Row> rows(JsonNode answer) {
        List<Row> rows = new ArrayList<>();
        answer.path("messages").forEach(message -> rows.add(device.history().same(Rows.row(message))));
        return rows;
    }

    private void tellWaiters() {
        waiters.removeIf(waiter -> {
            boolean there =
                    (waiter.newest() && fetching == device.socket() ? Math.max(rev, shown) : rev) >= waiter.rev();
            if (there) {
                waiter.reached().complete(null);
            }
            return there;
        });
    }

    @Override
    public String toString() {
        return room + "@" + rev + (wanted > rev ? " wants " + wanted : "")
                + (trouble == null ? "" : " last refused with " + trouble.getMessage());
    }
}
