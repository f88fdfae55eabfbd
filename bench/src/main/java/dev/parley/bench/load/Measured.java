package dev.parley.bench.load;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What one run measured, and what of it does not count. */
public final class Measured {

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

    /** The figures that count. */
    public Map<Metric, Double> values() {
        return values;
    }

    /** Why some figures do not count. */
    public List<String> faults() {
        return faults;
    }
}
