package dev.parley.bench.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The breaches of one rule, each counted once, the first few told in words. */
final class Breaches {

    private static final int EXAMPLES = 5;

    private final Set<Object> seen = new HashSet<>();
    private final List<String> examples = new ArrayList<>();

    /** Counts a breach; {@code what} tells it from others. */
    void add(Object what, String words) {
        if (seen.add(what) && examples.size() < EXAMPLES) {
            examples.add(words);
        }
    }

    int count() {
        return seen.size();
    }

    List<String> examples() {
        return List.copyOf(examples);
    }
}
