package dev.parley.bench.check;

import java.util.List;

/** Judges a history by the rules of the delivery contract. */
public final class Checker {

    /** How long a call may go without an answer or a closed socket. */
    public static final long SILENCE_MS = 5_000;

    private Checker() {}

    /** The report on a history that is over: all logs read, all clients stopped. */
    public static Report check(History history) {
        return check(history, SILENCE_MS);
    }

    /** The same, for a machine that is too small for what runs on it: calls may go without an answer for longer. */
    public static Report check(History history, long silenceMs) {
        Facts facts = new Facts(history);
        List<Verdict> verdicts =
                rules(silenceMs).stream().map(rule -> verdict(rule, facts)).toList();
        return new Report(verdicts, Exercised.in(facts));
    }

    private static List<Rule> rules(long silenceMs) {
        return List.of(
                new Lost(),
                new Phantom(),
                new Duplicate(),
                new Gap(),
                new Fork(),
                new Inversion(),
                new Silent(silenceMs));
    }

    private static Verdict verdict(Rule rule, Facts facts) {
        Breaches breaches = new Breaches();
        rule.find(facts, breaches);
        return new Verdict(rule.id(), rule.name(), breaches.count(), breaches.examples());
    }
}
