package dev.parley.bench.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A history, sorted for the rules. */
final class Facts {

    /** A client's view of a room. */
    record View(String client, String room) {}

    /** A message that is to be changed. */
    record Target(String room, long seq) {}

    /** One attempt of a send or another call, until its answer. */
    record Attempt(
            String client,
            int socket,
            String what,
            long at,
            @Nullable Long answeredAt) {}

    final Map<String, List<Entry.Log>> logs = new TreeMap<>();
    final Map<Sent, Entry.Invoke> invoked = new LinkedHashMap<>();
    final Map<Sent, List<Entry.Ok>> acknowledged = new LinkedHashMap<>();
    final Set<Sent> rejected = new HashSet<>();
    final Map<View, List<Entry>> applied = new LinkedHashMap<>();
    final List<Entry.Deliver> delivered = new ArrayList<>();
    final List<Attempt> attempts = new ArrayList<>();
    /** The attempts to change each message, in their order. */
    final Map<Target, List<Entry.Change>> changes = new HashMap<>();

    /** The attempts to change a message of which nobody was told what became of them. */
    final Set<Entry.Change> doubtful = new HashSet<>();

    /** The acknowledgements of changes, by key. */
    final Map<String, Entry.Changed> changed = new HashMap<>();

    /** Whose device each client is. */
    final Map<String, String> people = new HashMap<>();

    final Map<String, TreeMap<Integer, Entry.Close>> closes = new HashMap<>();
    final List<Entry> entries;
    final long end;

    private final Map<String, Entry.Change> underWay = new HashMap<>();
    private final Map<String, String> nodes = new HashMap<>();
    private final Map<String, Sent> byKey = new HashMap<>();
    private final Map<String, Integer> open = new HashMap<>();

    Facts(History history) {
        entries = history.entries();
        end = entries.isEmpty() ? 0 : entries.getLast().at();
        entries.forEach(this::sort);
        doubtful.addAll(underWay.values());
    }

    private void sort(Entry entry) {
        switch (entry) {
            case Entry.Watch it -> applied.computeIfAbsent(new View(it.client(), it.room()), view -> new ArrayList<>());
            case Entry.Asked it -> begin(it.client(), it.socket(), it.call(), it.at());
            case Entry.Answered it -> answer(it.client(), it.call(), it.at());
            case Entry.Close it ->
                closes.computeIfAbsent(it.client(), client -> new TreeMap<>()).put(it.socket(), it);
            case Entry.Invoke it -> invoke(it);
            case Entry.Ok it -> {
                answer(it.client(), it.key(), it.at());
                acknowledged
                        .computeIfAbsent(sent(it.client(), it.key(), it.room()), sent -> new ArrayList<>())
                        .add(it);
            }
            case Entry.Rejected it -> {
                answer(it.client(), it.key(), it.at());
                rejected.add(sent(it.client(), it.key(), it.room()));
                underWay.remove(it.key());
            }
            case Entry.Retry it -> {
                answer(it.client(), it.key(), it.at());
                doubt(it.key());
            }
            case Entry.Change it -> {
                changes.computeIfAbsent(new Target(it.room(), it.seq()), target -> new ArrayList<>())
                        .add(it);
                begin(it.client(), it.socket(), it.key(), it.at());
                doubt(it.key());
                underWay.put(it.key(), it);
            }
            case Entry.Changed it -> {
                answer(it.client(), it.key(), it.at());
                underWay.remove(it.key());
                changed.put(it.key(), it);
            }
            case Entry.Person it -> people.put(it.client(), it.user());
            case Entry.Deliver it -> delivered.add(it);
            case Entry.Apply it ->
                applied.computeIfAbsent(new View(it.client(), it.room()), view -> new ArrayList<>())
                        .add(it);
            case Entry.Reset it ->
                applied.computeIfAbsent(new View(it.client(), it.room()), view -> new ArrayList<>())
                        .add(it);
            case Entry.Log it ->
                logs.computeIfAbsent(it.room(), room -> new ArrayList<>()).add(it);
            case Entry.Open it -> nodes.put(it.client() + ' ' + it.socket(), it.node());
            default -> {}
        }
    }

    private void invoke(Entry.Invoke it) {
        Sent sent = new Sent(it.room(), it.sender(), it.key());
        invoked.putIfAbsent(sent, it);
        byKey.put(it.client() + ' ' + it.key(), sent);
        begin(it.client(), it.socket(), it.key(), it.at());
    }

    private Sent sent(String client, String key, String room) {
        Sent sent = byKey.get(client + ' ' + key);
        return sent == null ? new Sent(room, client, key) : sent;
    }

    private void begin(String client, int socket, String what, long at) {
        open.put(client + ' ' + what, attempts.size());
        attempts.add(new Attempt(client, socket, what, at, null));
    }

    private void doubt(String key) {
        Entry.Change attempt = underWay.remove(key);
        if (attempt != null) {
            doubtful.add(attempt);
        }
    }

    private void answer(String client, String what, long at) {
        Integer index = open.remove(client + ' ' + what);
        if (index != null) {
            Attempt it = attempts.get(index);
            attempts.set(index, new Attempt(it.client, it.socket, it.what, it.at, at));
        }
    }

    /** The node that an attempt went to. */
    String nodeOf(Attempt attempt) {
        return nodes.getOrDefault(attempt.client + ' ' + attempt.socket, "");
    }

    /** The close of the socket that an attempt went out on, or null while it was open to the end. */
    Entry.@Nullable Close closeOf(Attempt attempt) {
        return closeOf(attempt.client, attempt.socket);
    }

    /** The close of a client's socket, or null while it was open to the end. */
    Entry.@Nullable Close closeOf(String client, int socket) {
        TreeMap<Integer, Entry.Close> ofClient = closes.get(client);
        return ofClient == null ? null : ofClient.get(socket);
    }

    /** The log of a room that the others are compared with. */
    List<Row> log(String room) {
        List<Entry.Log> ofRoom = logs.get(room);
        return ofRoom == null ? List.of() : ofRoom.getFirst().rows();
    }

    /** What a client showed in the end, by seq. */
    TreeMap<Long, Row> shown(View view) {
        TreeMap<Long, Row> rows = new TreeMap<>();
        for (Entry entry : applied.getOrDefault(view, List.of())) {
            switch (entry) {
                case Entry.Reset reset -> rows.clear();
                case Entry.Apply apply -> rows.put(apply.row().seq(), apply.row());
                default -> {}
            }
        }
        return rows;
    }

    /** The rooms that anybody saw anything of. */
    Set<String> rooms() {
        Set<String> rooms = new TreeSet<>(logs.keySet());
        applied.keySet().forEach(view -> rooms.add(view.room()));
        return rooms;
    }
}
