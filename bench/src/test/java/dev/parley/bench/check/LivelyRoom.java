package dev.parley.bench.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A room of a faultless system in which messages are changed, somebody is removed and comes back, somebody logs out and in, and everything is read and counted. */
final class LivelyRoom {

    static final String ROOM = "lively";

    /** Who is removed for a while; {@code secret} is what the others write meanwhile. */
    static final String REMOVED = "c5";

    static final String SECRET = "key-secret";

    /** What they write more than four seconds after the removal. */
    static final String LATE = "key-late";

    /** What the server writes between the two. */
    static final String WRITTEN_BY_THE_SERVER = "system-later";

    /** Who logs out for a while. */
    static final String LOGGED_OUT = "c4";

    private static final int CLIENTS = MadeHistory.CLIENTS;
    private static final long MS = 1_000_000;

    private final List<Entry> entries = new ArrayList<>();
    private final TreeMap<Long, Row> rows = new TreeMap<>();
    private long rev;
    private long now;

    private LivelyRoom(long from) {
        now = from;
    }

    static List<Entry> from(long at) {
        LivelyRoom room = new LivelyRoom(at);
        room.begin();
        room.changes();
        room.removal();
        room.logOut();
        room.markers();
        room.edit("c1", "key-one", "one, in the end", CLIENTS);
        room.end();
        return room.entries;
    }

    private void begin() {
        add(new Entry.Idle(tick(), "node0", false, Map.of("sockets", 0L, "heap MiB", 60L)));
        rows.put(1L, new Row(1, ++rev, "system-lively", "c0", "", false, ""));
        for (int client = 0; client < CLIENTS; client++) {
            add(new Entry.Person(tick(), name(client), name(client)));
            add(new Entry.Watch(tick(), name(client), ROOM));
            catchUp(name(client), 0);
        }
    }

    private void changes() {
        post("c1", "key-one", "one", List.of());
        post("c2", "key-two", "two", List.of());
        post("c2", "key-three", "three", List.of());
        edit("c1", "key-one", "one again", CLIENTS);
        change("c3", "key-two", Entry.Kind.REACT, "👍", List.of());
        change("c2", "key-three", Entry.Kind.DELETE, "", List.of());
        read("c3", "node1");
    }

    private void removal() {
        Row told = new Row(rows.size() + 1, ++rev, "system-last", "c0", "", false, "");
        rows.put(told.seq(), told);
        deliver(told, List.of(REMOVED));
        add(new Entry.Seating(tick(), REMOVED, ROOM, false));
        add(new Entry.Seated(tick(), REMOVED, ROOM, false));
        add(new Entry.Deliver(tick(), REMOVED, ROOM, told));
        add(new Entry.Apply(tick(), REMOVED, ROOM, told, Entry.Via.LIVE));
        now += 2_000 * MS;
        // it takes nothing back, so the message stays as old as it is
        add(new Entry.Change(
                tick(), "c1", 1, "c1", ROOM, told.seq(), "c1 takes nothing back", Entry.Kind.UNREACT, "👍"));
        add(new Entry.Changed(tick(), "c1", ROOM, "c1 takes nothing back", told));
        post("c1", SECRET, "secret", List.of(REMOVED));
        read("c3", "node2");
        Row later = new Row(rows.size() + 1, ++rev, WRITTEN_BY_THE_SERVER, "c0", "", false, "");
        rows.put(later.seq(), later);
        deliver(later, List.of(REMOVED));
        now += 2_200 * MS;
        post("c1", LATE, "late", List.of(REMOVED));
        read("c3", "node0");
        now += 800 * MS;
        add(new Entry.Seating(tick(), REMOVED, ROOM, true));
        add(new Entry.Seated(tick(), REMOVED, ROOM, true));
        catchUp(REMOVED, told.rev());
    }

    private void logOut() {
        add(new Entry.Open(tick(), LOGGED_OUT, 900, "node1"));
        add(new Entry.LoggingOut(tick(), LOGGED_OUT));
        add(new Entry.LoggedOut(tick(), LOGGED_OUT));
        add(new Entry.Close(tick(), LOGGED_OUT, 900, false, 4401));
        now += 7_000 * MS;
        long held = rev;
        post("c2", "key-out", "while somebody is out", List.of(LOGGED_OUT));
        add(new Entry.LoggedIn(tick(), LOGGED_OUT));
        add(new Entry.Open(tick(), LOGGED_OUT, 901, "node2"));
        catchUp(LOGGED_OUT, held);
    }

    private void markers() {
        mark(2);
        mark(5);
    }

    private void mark(long seq) {
        long began = tick();
        add(new Entry.Marked(tick(), began, "c3", ROOM, seq, seq));
    }

    private void end() {
        List<Row> log = List.copyOf(rows.values());
        long unread = log.stream()
                .filter(row -> row.seq() > 5 && row.text() && !row.deleted())
                .count();
        for (int node = 0; node < 3; node++) {
            add(new Entry.Log(tick(), "c0", "node" + node, ROOM, log));
            add(new Entry.Counted(
                    tick(), "node" + node, "c3", ROOM, 5, unread, log.getLast().seq(), rev, CLIENTS, CLIENTS));
        }
        add(new Entry.Tallied(tick(), ROOM, 3, "👍", 1, 1));
        add(new Entry.Idle(tick(), "node0", true, Map.of("sockets", 0L, "heap MiB", 70L)));
    }

    private void post(String client, String key, String content, List<String> without) {
        add(new Entry.Invoke(tick(), client, 1, client, ROOM, key, content, 1));
        Row row = new Row(rows.size() + 1, ++rev, "id-" + key, client, key, true, content);
        rows.put(row.seq(), row);
        add(new Entry.Ok(tick(), client, ROOM, key, row.id(), row.seq(), row.rev(), false));
        deliver(row, without);
    }

    private void edit(String client, String key, String content, int takers) {
        change(client, key, Entry.Kind.EDIT, content, takers == CLIENTS ? List.of() : List.of(name(takers)));
    }

    private void change(String client, String key, Entry.Kind what, String value, List<String> without) {
        Row old = rows.values().stream()
                .filter(row -> row.key().equals(key))
                .findFirst()
                .orElseThrow();
        String name = client + " change " + (rev + 1);
        add(new Entry.Change(tick(), client, 1, client, ROOM, old.seq(), name, what, value));
        Row row = new Row(
                old.seq(),
                ++rev,
                old.id(),
                old.sender(),
                key,
                true,
                what == Entry.Kind.REACT ? old.content() : value,
                what == Entry.Kind.DELETE,
                what == Entry.Kind.REACT ? value + ':' + client : old.reactions());
        rows.put(row.seq(), row);
        add(new Entry.Changed(tick(), client, ROOM, name, row));
        deliver(row, without);
    }

    private void deliver(Row row, List<String> without) {
        for (int client = 0; client < CLIENTS; client++) {
            if (!without.contains(name(client))) {
                add(new Entry.Deliver(tick(), name(client), ROOM, row));
                add(new Entry.Apply(tick(), name(client), ROOM, row, Entry.Via.LIVE));
            }
        }
    }

    private void catchUp(String client, long after) {
        List<Row> changed = rows.values().stream()
                .filter(row -> row.rev() > after)
                .sorted(Comparator.comparingLong(Row::rev))
                .toList();
        add(new Entry.Fetch(tick(), client, ROOM, after, rev, changed.size()));
        changed.forEach(row -> add(new Entry.Apply(tick(), client, ROOM, row, Entry.Via.FETCH)));
    }

    private void read(String user, String node) {
        long began = tick();
        add(new Entry.Read(tick(), began, user, node, ROOM, rows.lastKey(), rev, List.copyOf(rows.values())));
    }

    private void add(Entry entry) {
        entries.add(entry);
    }

    private long tick() {
        now += MS;
        return now;
    }

    private static String name(int client) {
        return "c" + client;
    }
}
