package dev.parley.bench.check;

import java.util.Set;

/** C15: whoever is refused is told why, in a word that programs can act on; "something went wrong" is not one. */
final class Refusals implements Rule {

    private static final Set<String> UNCLEAR = Set.of("", "unknown", "internal");

    @Override
    public String id() {
        return "C15";
    }

    @Override
    public String name() {
        return "refusal";
    }

    @Override
    public void find(Facts facts, Breaches breaches) {
        for (Entry entry : facts.entries) {
            if (entry instanceof Entry.Rejected it && UNCLEAR.contains(it.reason())) {
                breaches.add(it, it + " does not say why");
            } else if (entry instanceof Entry.Retry it && UNCLEAR.contains(it.reason())) {
                breaches.add(it, it + " does not say why");
            }
        }
    }
}
