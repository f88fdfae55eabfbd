package dev.parley.bench.check;

import java.util.List;

/** What the checker says of a run: the verdict of every rule, what was exercised, how long recovery and deliveries took, and what became of an overload. */
public record Report(
        List<Verdict> verdicts, Exercised exercised, Recovery recovery, Deliveries deliveries, Overload overload) {

    /** Whether no rule was broken. */
    public boolean clean() {
        return verdicts.stream().allMatch(verdict -> verdict.count() == 0);
    }

    /** The ids of the rules that were broken. */
    public List<String> broken() {
        return verdicts.stream()
                .filter(verdict -> verdict.count() > 0)
                .map(Verdict::rule)
                .toList();
    }

    /** The report as lines for people. */
    public String text() {
        StringBuilder out = new StringBuilder();
        for (Verdict verdict : verdicts) {
            out.append("%-3s %-12s %d%n".formatted(verdict.rule(), verdict.name(), verdict.count()));
            verdict.examples()
                    .forEach(example -> out.append("     ").append(example).append('\n'));
        }
        return out + recovery.text() + deliveries.text() + overload.text() + exercised.text();
    }
}
