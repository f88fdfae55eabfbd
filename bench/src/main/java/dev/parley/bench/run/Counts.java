package dev.parley.bench.run;

import java.util.Map;

/** What generators counted together, by name. */
record Counts(Map<String, Double> sums) {

    /** One of the counts. */
    double of(String name) {
        return sums.getOrDefault(name, 0.0);
    }

    /** How much one of the counts has grown since earlier. */
    double since(Counts earlier, String name) {
        return of(name) - earlier.of(name);
    }
}
