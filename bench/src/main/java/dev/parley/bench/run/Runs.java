package dev.parley.bench.run;

import dev.parley.bench.load.Measured;
import dev.parley.bench.load.Metric;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the repetitions of one contender measured. */
final class Runs {

    private final Map<Metric, List<Double>> values = new EnumMap<>(Metric.class);
    private final List<String> faults = new ArrayList<>();
    private int count;

    void add(Measured run) {
        count++;
        run.faults().forEach(fault -> faults.add("repetition " + count + ": " + fault));
        run.values()
                .forEach((metric, value) ->
                        values.computeIfAbsent(metric, any -> new ArrayList<>()).add(value));
    }

    /** Which figures of which repetition do not count, and why. */
    List<String> faults() {
        return faults;
    }

    boolean has(Metric metric) {
        return values.containsKey(metric);
    }

    List<Double> values(Metric metric) {
        return values.getOrDefault(metric, List.of());
    }

    double median(Metric metric) {
        List<Double> sorted = values(metric).stream().sorted().toList();
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    double least(Metric metric) {
        return values(metric).stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    double most(Metric metric) {
        return values(metric).stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }
}
