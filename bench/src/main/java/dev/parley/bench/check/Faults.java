package dev.parley.bench.check;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** When what was broken. */
public final class Faults {

    /** The faults in which news travel by no other way than the database, or not at all. */
    static final Predicate<Entry.Fault> APART =
            fault -> fault.what().startsWith("cut") || fault.what().startsWith("postgres");

    /** A client that does not read: a part of another fault, told of each client. */
    public static final String DEAF = "deaf";

    /** More is sent, by clients whose names begin so, than can be done: a part of another fault. */
    public static final String FLOOD = "flood";

    /** Within this time after a cut the nodes have found each other again. */
    static final long TOGETHER = TimeUnit.SECONDS.toNanos(15);

    private record Span(Entry.Fault fault, long to) {}

    /** The faults after which nodes must find each other again. */
    private static final Predicate<Entry.Fault> PARTED =
            fault -> fault.what().startsWith("cut") || fault.what().startsWith("freeze");

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

    /** Whether something is broken for itself, and not a part of something. */
    static boolean whole(String what) {
        return !what.equals(DEAF) && !what.equals(FLOOD);
    }

    /**
     * The time {@code limit} after {@code from}; {@code apart} after it while nodes that lost each other have not found each other again, and {@code apart} after the end of the faults that excuse more and go on by
     * then.
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
