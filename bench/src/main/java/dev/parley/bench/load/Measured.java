package dev.parley.bench.load;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What one run measured, and what of it does not count. */
public final class Measured {

    private static final double ENOUGH = 0.99;
    private static final double BUSY = 0.5;

    private static final Set<Metric> COUNTS = Set.of(
            Metric.MISSED,
            Metric.LOST,
            Metric.UNANSWERED,
            Metric.FETCHED,
            Metric.DOUBLED,
            Metric.LATE,
            Metric.MISNUMBERED,
            Metric.CLOSED,
            Metric.REFUSED);

    private final Map<Metric, Double> values = new EnumMap<>(Metric.class);
    private final List<String> faults = new ArrayList<>();

    /** Keeps a figure. */
    public void put(Metric metric, double value) {
        values.put(metric, value);
    }

    /** Says why some figures of this run must not be used, and forgets them. */
    public void invalid(String why, Metric... metrics) {
        faults.add(why);
        for (Metric metric : metrics) {
            values.remove(metric);
        }
    }

    /** Where messages were missed, came twice, or had wrong numbers, nothing of this run may be used but the counts of that. */
    public void judge(double wrong) {
        if (wrong != 0) {
            faults.add("%.0f messages were missed, came twice or had wrong numbers".formatted(wrong));
            values.keySet().retainAll(COUNTS);
        }
    }

    /**
     * Keeps what was reached of a load that was offered, both per second, and what the generators could bear of it: they took a share of the cores that they can use, and have a ceiling where that is all.
     *
     * <p>Figures do not count where less than 99 % was reached, or where the ceiling is less than twice the load.
     */
    public void load(double offered, double reached, double share, Metric... figures) {
        put(Metric.OFFERED, offered);
        put(Metric.REACHED, reached);
        put(Metric.CEILING, reached / share);
        if (reached < ENOUGH * offered) {
            String text = "%.1f of %.0f a second were reached, which is less than 99 %%";
            invalid(String.format(Locale.ROOT, text, reached, offered), figures);
        }
        if (share > BUSY) {
            String text = "the generator took %.0f %% of the cores that it can use";
            invalid(String.format(Locale.ROOT, text, 100 * share), figures);
        }
    }

    /** The figures that count. */
    public Map<Metric, Double> values() {
        return values;
    }

    /** Why some figures do not count. */
    public List<String> faults() {
        return faults;
    }
}
