package dev.parley.bench.check;

/** One thing that must never be seen. */
interface Rule {

    /** The id of the rule in the delivery contract. */
    String id();

    /** The rule in one word. */
    String name();

    /** Writes down every breach. */
    void find(Facts facts, Breaches breaches);
}
