package dev.parley.bench.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** When what was broken. */
public final class Faults {

    /** The cuts in which nodes lose each other. */
    private static final Set<String> CUTS = Set.of("cut-nodes", "cut-alone", "cut-apart", "cut-one-way", "cut-off");

    /** The faults that take the database from a node: what changed meanwhile it learns when they are over. */
    static final Predicate<Entry.Fault> AWAY = fault -> fault.what().startsWith("postgres")
            || fault.what().equals("cut-postgres")
            || fault.what().equals("cut-off");

    /** A node stands still. */
    static final Predicate<Entry.Fault> FROZEN = fault -> fault.what().startsWith("freeze");

    /** A client that does not read: a part of another fault, told of each client. */
    public static final String DEAF = "deaf";

    /** More is sent, by clients whose names begin so, than can be done: a part of another fault. */
    public static final String FLOOD = "flood";

    /** Nobody can reach the database: a part of another fault, which also has the time until it stops and until it has started. */
    public static final String GONE = "database gone";

    /** Within this time after a cut the nodes have found each other again. */
    static final long TOGETHER = TimeUnit.SECONDS.toNanos(15);

    private record Span(Entry.Fault fault, long to) {}

    /** The faults after which nodes must find each other again. */
    private static final Predicate<Entry.Fault> PARTED = fault -> cuts(fault.what()) || FROZEN.test(fault);

    private final List<Span> spans = new ArrayList<>();

    Faults(List<Entry> entries) {
        List<Entry.Fault> open = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry instanceof Entry.Fault fault) {
                open.add(fault);
            } else if (entry instanceof Entry.Healed healed) {
                open.stream()
                        .filter(fault -> fault.what().equals(healed.what())
                                && fault.node().equals(healed.node()))
                        .findFirst()
                        .ifPresent(fault -> {
                            open.remove(fault);
                            spans.add(new Span(fault, healed.at()));
                        });
            }
        }
        open.forEach(fault -> spans.add(new Span(fault, Long.MAX_VALUE / 2)));
    }

    /** Whether nodes lose each other by it. */
    static boolean cuts(String what) {
        return CUTS.contains(what);
    }

    /** Whether something is broken for itself, and not a part of something. */
    static boolean whole(String what) {
        return !what.equals(DEAF) && !what.equals(FLOOD) && !what.equals(GONE);
    }

    /** Whether a client does not read. */
    static Predicate<Entry.Fault> deaf(String client) {
        return fault -> fault.what().equals(DEAF) && fault.node().equals(client);
    }

    /**
     * The time {@code limit} after {@code from}; {@code apart} after it while nodes are cut from each other and until they have found each other again, and {@code apart} after the end of the faults that excuse more
     * and go on by then.
     */
    long after(long from, long limit, long apart, Predicate<Entry.Fault> excuses) {
        long until = from + limit;
        boolean longer = true;
        while (longer) {
            longer = false;
            for (Span span : spans) {
                long excused = span.fault.at() > until ? 0 : excused(span, from, apart, excuses);
                if (excused > until) {
                    until = excused;
                    longer = true;
                }
            }
        }
        return until;
    }

    private static long excused(Span span, long from, long apart, Predicate<Entry.Fault> excuses) {
        if (excuses.test(span.fault) && span.to >= from) {
            return span.to + apart;
        }
        return PARTED.test(span.fault) && span.to + TOGETHER >= from ? from + apart : 0;
    }
}
