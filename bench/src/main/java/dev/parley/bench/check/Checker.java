package dev.parley.bench.check;

import java.util.List;

/** Judges a history by the rules of the delivery contract. */
public final class Checker {

    /** How long a call may go without an answer or a closed socket. */
    public static final long SILENCE_MS = 5_000;

    private static final List<Rule> RULES = List.of(
            new Lost(), new Phantom(), new Duplicate(), new Gap(), new Fork(), new Inversion(), new Silent(SILENCE_MS));

    private Checker() {}

    /** The report on a history that is over: all logs read, all clients stopped. */
    public static Report check(History history) {
        Facts facts = new Facts(history);
        List<Verdict> verdicts =
                RULES.stream().map(rule -> verdict(rule, facts)).toList();
        return new Report(verdicts, Exercised.in(facts));
    }

    private static Verdict verdict(Rule rule, Facts facts) {
        Breaches breaches = new Breaches();
        rule.find(facts, breaches);
        return new Verdict(rule.id(), rule.name(), breaches.count(), breaches.examples());
    }
}
