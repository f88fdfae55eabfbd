package dev.parley.bridge.ops;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the edge of a node has done since it started. Safe for all threads. */
public final class Counters {

    /** Sockets that are open. */
    public final LongAdder sockets = new LongAdder();

    /** Sockets that were opened. */
    public final LongAdder accepted = new LongAdder();

    /** Events that reached this node. */
    public final LongAdder events = new LongAdder();

    /** Event frames that were written to sockets. */
    public final LongAdder deliveries = new LongAdder();

    /** Flushes of sockets. */
    public final LongAdder flushes = new LongAdder();

    /** Frames that sockets sent. */
    public final LongAdder frames = new LongAdder();

    /** Ephemeral frames that slow readers did not get. */
    public final LongAdder skipped = new LongAdder();

    /** Ephemeral frames that nobody got because the node was late. */
    public final LongAdder shed = new LongAdder();

    /** Sockets that were closed because they read too slowly. */
    public final LongAdder evictions = new LongAdder();

    /** Sockets that were closed because they sent too much. */
    public final LongAdder floods = new LongAdder();

    /** Connections that were refused because too many came at once. */
    public final LongAdder refused = new LongAdder();

    /** Events that came again, or after the repair had fetched them. */
    public final LongAdder duplicates = new LongAdder();

    /** Gaps in a room's changes that closed by themselves. */
    public final LongAdder reordered = new LongAdder();

    /** Gaps in a room's changes that were filled by asking for what is missing. */
    public final LongAdder repairs = new LongAdder();

    /** Rooms whose subscribers were told to look for themselves, because too much was missing. */
    public final LongAdder resyncs = new LongAdder();

    /** Subscriptions. */
    public final LongAdder subscriptions = new LongAdder();

    private final Map<String, LongAdder> calls = new ConcurrentHashMap<>();

    /** Counts a call and what it came to. */
    public void called(String call, String outcome) {
        calls.computeIfAbsent("call=\"" + call + "\",outcome=\"" + outcome + "\"", key -> new LongAdder())
                .increment();
    }

    /** How often a call came to something. */
    public long calls(String call, String outcome) {
        LongAdder count = calls.get("call=\"" + call + "\",outcome=\"" + outcome + "\"");
        return count == null ? 0 : count.sum();
    }

    /** All counters as Prometheus reads them. */
    public String text() {
        StringBuilder text = new StringBuilder();
        line(text, "parley_sockets", "gauge", sockets);
        line(text, "parley_subscriptions", "gauge", subscriptions);
        line(text, "parley_sockets_accepted_total", "counter", accepted);
        line(text, "parley_connections_refused_total", "counter", refused);
        line(text, "parley_events_total", "counter", events);
        line(text, "parley_deliveries_total", "counter", deliveries);
        line(text, "parley_flushes_total", "counter", flushes);
        line(text, "parley_frames_received_total", "counter", frames);
        line(text, "parley_frames_skipped_total", "counter", skipped);
        line(text, "parley_frames_shed_total", "counter", shed);
        line(text, "parley_evictions_total", "counter", evictions);
        line(text, "parley_floods_total", "counter", floods);
        line(text, "parley_duplicates_total", "counter", duplicates);
        line(text, "parley_reordered_total", "counter", reordered);
        line(text, "parley_repairs_total", "counter", repairs);
        line(text, "parley_resyncs_total", "counter", resyncs);
        text.append("# TYPE parley_calls_total counter\n");
        calls.forEach((labels, count) -> text.append("parley_calls_total{")
                .append(labels)
                .append("} ")
                .append(count.sum())
                .append('\n'));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String type, LongAdder value) {
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        text.append(name).append(' ').append(value.sum()).append('\n');
    }
}
