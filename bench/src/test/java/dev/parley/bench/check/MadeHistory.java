package dev.parley.bench.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A history as a faultless system would leave it, made from a seed: three rooms, six clients, three nodes, sends in doubt and catch-ups among them. */
final class MadeHistory {

    static final int CLIENTS = 6;
    private static final long STEP = 1_000_000;

    private final Random random;
    private final List<Entry> entries = new ArrayList<>();
    private final List<List<Row>> logs = new ArrayList<>();
    private final int[] sockets = new int[CLIENTS];
    private long now;

    private MadeHistory(long seed) {
        random = new Random(seed);
    }

    static List<Entry> good(long seed) {
        MadeHistory made = new MadeHistory(seed);
        made.entries.addAll(LivelyRoom.from(0));
        made.now = made.entries.getLast().at();
        made.begin();
        for (int i = 0; i < 200; i++) {
            made.send(random(made.random, CLIENTS), random(made.random, 3), i);
        }
        made.end();
        return made.entries;
    }

    private static int random(Random random, int bound) {
        return random.nextInt(bound);
    }

    private void begin() {
        for (int room = 0; room < 3; room++) {
            logs.add(new ArrayList<>());
            logs.get(room).add(new Row(1, 1, "system-" + room, "c0", "", false, ""));
        }
        for (int client = 0; client < CLIENTS; client++) {
            add(new Entry.Open(tick(), name(client), 1, "node0"));
            sockets[client] = 1;
            for (int room = 0; room < 3; room++) {
                add(new Entry.Watch(tick(), name(client), room(room)));
                add(new Entry.Asked(tick(), name(client), 1, "register " + room));
                add(new Entry.Answered(tick(), name(client), 1, "register " + room));
                add(new Entry.Fetch(tick(), name(client), room(room), 0, 1, 1));
                add(new Entry.Apply(
                        tick(), name(client), room(room), logs.get(room).getFirst(), Entry.Via.FETCH));
            }
        }
    }

    private void send(int client, int room, int number) {
        String key = "key-" + number;
        String content = "text " + number;
        boolean inDoubt = random.nextInt(8) == 0;
        add(new Entry.Invoke(tick(), name(client), sockets[client], name(client), room(room), key, content, 1));
        List<Row> log = logs.get(room);
        Row row = new Row(log.size() + 1, log.size() + 1, "id-" + number, name(client), key, true, content);
        log.add(row);
        if (inDoubt) {
            add(new Entry.Close(tick(), name(client), sockets[client], false, 1006));
            sockets[client]++;
            add(new Entry.Open(tick(), name(client), sockets[client], "node" + sockets[client] % 3));
            add(new Entry.Invoke(tick(), name(client), sockets[client], name(client), room(room), key, content, 2));
        }
        add(new Entry.Ok(tick(), name(client), room(room), key, row.id(), row.seq(), row.rev(), inDoubt));
        for (int reader = 0; reader < CLIENTS; reader++) {
            take(reader, room, row);
        }
    }

    private void take(int reader, int room, Row row) {
        if (random.nextInt(10) == 0) {
            add(new Entry.Fetch(tick(), name(reader), room(room), row.rev() - 1, row.rev(), 1));
            add(new Entry.Apply(tick(), name(reader), room(room), row, Entry.Via.FETCH));
        } else {
            add(new Entry.Deliver(tick(), name(reader), room(room), row));
            add(new Entry.Apply(tick(), name(reader), room(room), row, Entry.Via.LIVE));
        }
    }

    private void end() {
        for (int room = 0; room < 3; room++) {
            for (int node = 0; node < 3; node++) {
                add(new Entry.Log(tick(), "c0", "node" + node, room(room), List.copyOf(logs.get(room))));
            }
        }
    }

    private void add(Entry entry) {
        entries.add(entry);
    }

    private long tick() {
        now += STEP;
        return now;
    }

    private static String name(int client) {
        return "c" + client;
    }

    private static String room(int room) {
        return "room" + room;
    }
}
