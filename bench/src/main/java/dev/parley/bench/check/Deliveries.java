package dev.parley.bench.check;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How long messages took from their sender to those who were live, in milliseconds, by what was broken when they were sent.
 *
 * <p>Only messages that went out once count, and only as they were sent. What is sent after something was broken, and before the nodes must have found each other again, is not told of. What went from one side of a cut to the
 * other counts once more for itself, where it can be told.
 */
public record Deliveries(Map<String, Histogram> times) {

    /** What stands for: nothing is broken, and nothing was for a while. */
    static final String NOTHING = "nothing";

    /** Of a cut, what had to pass it. */
    static final String ACROSS = ", across";

    private static final long HIGHEST_MS = 600_000;

    /** Takes notice of one delivery. */
    interface Look {
        void at(String broken, long ms, Entry.Deliver delivery);
    }

    static Deliveries in(Facts facts) {
        Map<String, Histogram> times = new TreeMap<>();
        each(
                facts,
                (broken, ms, delivery) -> times.computeIfAbsent(broken, what -> new Histogram(HIGHEST_MS, 3))
                        .recordValue(Math.min(ms, HIGHEST_MS)));
        return new Deliveries(times);
    }

    /** Walks all deliveries that count, in their order. */
    static void each(Facts facts, Look look) {
        Walk walk = new Walk(look);
        facts.entries.forEach(walk::take);
    }

    /** How many messages reached somebody while nothing was broken. */
    int undisturbed() {
        Histogram found = times.get(NOTHING);
        return found == null ? 0 : (int) Math.min(Integer.MAX_VALUE, found.getTotalCount());
    }

    /** The times of this run and of another. */
    public Deliveries and(Deliveries other) {
        Map<String, Histogram> all = new TreeMap<>(times);
        other.times.forEach((broken, theirs) -> all.merge(broken, theirs, (mine, more) -> {
            Histogram both = mine.copy();
            both.add(more);
            return both;
        }));
        return new Deliveries(all);
    }

    /** The times as lines for people. */
    public String text() {
        StringBuilder out = new StringBuilder();
        times.forEach((broken, ms) ->
                out.append("C10 delivery while  %-18s p50 %5d ms, p99 %5d ms, longest %5d ms, %d times%n"
                        .formatted(
                                broken,
                                ms.getValueAtPercentile(50),
                                ms.getValueAtPercentile(99),
                                ms.getMaxValue(),
                                ms.getTotalCount())));
        return out.toString();
    }

    private static final class Walk {

        /** A message that went out, through which node, while what was broken where; {@code rev} is that of its first delivery, 0 before it. */
        private record Out(long at, String content, String node, String broken, String where, long rev) {

            Out first(long delivered) {
                return new Out(at, content, node, broken, where, delivered);
            }

            /** Whether it had to pass the cut to reach a node. */
            boolean across(String other) {
                return switch (broken) {
                    case "cut-apart" -> !node.equals(other);
                    case "cut-alone" -> node.equals(where) != other.equals(where);
                    default -> false;
                };
            }
        }

        private final Look look;
        private final Map<Sent, Out> sent = new HashMap<>();
        private final Map<String, Integer> broken = new TreeMap<>();
        private final Map<String, String> where = new HashMap<>();
        private final Map<String, String> nodes = new HashMap<>();
        private long changedAt;

        Walk(Look look) {
            this.look = look;
        }

        void take(Entry entry) {
            switch (entry) {
                case Entry.Open it -> nodes.put(it.client(), it.node());
                case Entry.Fault it -> {
                    broken(it.at(), it.what(), 1);
                    where.put(it.what(), it.node());
                }
                case Entry.Healed it -> broken(it.at(), it.what(), -1);
                case Entry.Invoke it -> {
                    Sent key = new Sent(it.room(), it.sender(), it.key());
                    String broken = now(it.at());
                    if (it.attempt() == 1 && broken != null) {
                        String node = nodes.getOrDefault(it.client(), "");
                        sent.put(key, new Out(it.at(), it.content(), node, broken, where.getOrDefault(broken, ""), 0));
                    } else {
                        sent.remove(key);
                    }
                }
                case Entry.Deliver it -> arrived(it);
                default -> {}
            }
        }

        private void broken(long at, String what, int more) {
            if (Faults.whole(what)) {
                broken.merge(what, more, (one, other) -> one + other == 0 ? null : one + other);
                changedAt = at;
            }
        }

        private @Nullable String now(long at) {
            if (!broken.isEmpty()) {
                return broken.keySet().iterator().next();
            }
            return at - changedAt > Faults.TOGETHER ? NOTHING : null;
        }

        private void arrived(Entry.Deliver it) {
            Row row = it.row();
            Sent key = row.sent(it.room());
            Out out = sent.get(key);
            if (out == null
                    || !out.content.equals(row.content())
                    || !row.reactions().isEmpty()
                    || out.rev > 0 && out.rev != row.rev()) {
                return;
            }
            if (out.rev == 0) {
                sent.put(key, out.first(row.rev()));
            }
            if (!out.broken.equals(NOTHING) || changedAt < out.at) {
                long ms = TimeUnit.NANOSECONDS.toMillis(it.at() - out.at);
                look.at(out.broken, ms, it);
                if (out.across(nodes.getOrDefault(it.client(), ""))) {
                    look.at(out.broken + ACROSS, ms, it);
                }
            }
        }
    }
}
