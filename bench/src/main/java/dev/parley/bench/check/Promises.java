package dev.parley.bench.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The promises that name how long something takes. They speak of 99 of 100 times, so they are judged on all rounds of a run together, and only by runs that have the machine for themselves. */
public final class Promises {

    private static final String KILLED = "kill-node";
    private static final String DATABASE = "postgres-";
    private static final long LIVE_P50_MS = 1_500;
    private static final long LIVE_P99_MS = 3_000;
    private static final long ACROSS_P99_MS = 2_000;
    private static final long ANSWERED_P99_MS = 2_000;
    private static final long FIRST_MS = 5_000;
    private static final long OVERLOAD_P99_MS = 1_000;

    private final List<String> missed = new ArrayList<>();

    private Promises() {}

    /** The promises that were missed, each with its id and by how much; those of which the run shows nothing are not missed. */
    public static List<String> missed(Recovery recovery, Deliveries deliveries, Overload overload) {
        Promises promises = new Promises();
        times(recovery.live(), KILLED, (fault, times) -> {
            promises.within("D13", "live again after " + fault + ", p50", Recovery.at(times, 0.5), LIVE_P50_MS);
            promises.within("D13", "live again after " + fault + ", p99", Recovery.at(times, 0.99), LIVE_P99_MS);
        });
        times(
                recovery.complete(),
                KILLED,
                (fault, times) -> promises.within(
                        "D13", "everybody complete after " + fault + ", p99", Recovery.at(times, 0.99), LIVE_P99_MS));
        deliveries.times().forEach((fault, times) -> {
            if (fault.endsWith(Deliveries.ACROSS)) {
                promises.within(
                        "D15", "delivery while " + fault + ", p99", times.getValueAtPercentile(99), ACROSS_P99_MS);
            }
        });
        times(
                recovery.answered(),
                DATABASE,
                (fault, times) -> promises.within(
                        "D16", "answers to sends while " + fault + ", p99", Recovery.at(times, 0.99), ANSWERED_P99_MS));
        times(
                recovery.first(),
                DATABASE,
                (fault, times) -> promises.within(
                        "D16", "the first acknowledgement after " + fault + ", longest", times.getLast(), FIRST_MS));
        if (overload.offered() > 0 && overload.acknowledged() == 0) {
            promises.missed.add("D19: nothing was acknowledged in an overload");
        }
        promises.within("D19", "acknowledgements in an overload, p99", overload.at(0.99), OVERLOAD_P99_MS);
        return promises.missed;
    }

    private interface Look {

        void at(String fault, List<Long> times);
    }

    private static void times(Map<String, List<Long>> all, String faults, Look look) {
        all.forEach((fault, times) -> {
            if (fault.startsWith(faults) && !times.isEmpty()) {
                look.at(fault, times);
            }
        });
    }

    private void within(String promise, String what, long ms, long limitMs) {
        if (ms > limitMs) {
            missed.add("%s: %s: %d ms, promised are %d".formatted(promise, what, ms, limitMs));
        }
    }
}
