package dev.parley.bench.check;

import java.util.List;

/** Judges a history by the rules of the delivery contract. */
public final class Checker {

    private Checker() {}

    /** The report on a history that is over: all logs read, all clients stopped. */
    public static Report check(History history) {
        return check(history, Limits.CONTRACT);
    }

    /** The same by other times than those of the contract. */
    public static Report check(History history, Limits limits) {
        Facts facts = new Facts(history);
        List<Verdict> verdicts =
                rules(limits).stream().map(rule -> verdict(rule, facts)).toList();
        Deliveries deliveries = Deliveries.in(facts);
        Exercised exercised = Exercised.in(facts, limits, deliveries);
        return new Report(verdicts, exercised, Recovery.in(facts), deliveries, Overload.in(facts));
    }

    private static List<Rule> rules(Limits limits) {
        return List.of(
                new Lost(),
                new Phantom(),
                new Duplicate(),
                new Gap(),
                new Fork(),
                new Inversion(),
                new Leak(limits),
                new Stale(),
                new Silent(limits.silenceMs()),
                new Fold(),
                new ReadMarkers(),
                new Counters(),
                new Resources(),
                new Refusals(),
                new SlowReaders(limits.sessionMs()),
                new Apart(limits.aloneMs()),
                new Outcomes(),
                new Announcements());
    }

    private static Verdict verdict(Rule rule, Facts facts) {
        Breaches breaches = new Breaches();
        rule.find(facts, breaches);
        return new Verdict(rule.id(), rule.name(), breaches.count(), breaches.examples());
    }
}
