package dev.parley.bench.check;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** What all clients of a run did and saw, in one order. Append-only; for any thread. */
public final class History {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Entry> entries = new ArrayList<>();
    private final Map<Row, Row> rows = new HashMap<>();
    private final long start = System.nanoTime();

    /** An empty history whose clock begins now. */
    public History() {}

    /** A history of these entries. */
    public static History of(List<Entry> entries) {
        History history = new History();
        history.entries.addAll(entries);
        return history;
    }

    /** Adds what happened now; the time is taken and the entry added in one step, so that the order is that of the clock. */
    public synchronized void add(LongFunction<Entry> what) {
        entries.add(what.apply(System.nanoTime() - start));
    }

    /** The time on the history's clock. */
    public long now() {
        return System.nanoTime() - start;
    }

    /** How many entries there are. */
    public synchronized int size() {
        return entries.size();
    }

    /** Whether there is an entry of a kind behind the first so many. */
    public synchronized boolean has(Class<? extends Entry> kind, int behind) {
        return entries.subList(behind, entries.size()).stream().anyMatch(kind::isInstance);
    }

    /** One row for all that are equal: many clients see the same. */
    public synchronized Row same(Row row) {
        Row known = rows.putIfAbsent(row, row);
        return known == null ? row : known;
    }

    /** What is written until now. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Writes one line of JSON per entry. */
    public void writeTo(Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (Entry entry : entries()) {
                out.write(JSON.writerFor(Entry.class).writeValueAsString(entry));
                out.newLine();
            }
        }
    }

    /** Reads what {@link #writeTo} wrote. */
    public static History readFrom(Path file) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            entries.add(JSON.readValue(line, Entry.class));
        }
        return of(entries);
    }
}
