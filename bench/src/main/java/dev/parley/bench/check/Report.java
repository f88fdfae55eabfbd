package dev.parley.bench.check;

import java.util.List;

/** What the checker says of a run: the verdict of every rule, and what was exercised. */
public record Report(List<Verdict> verdicts, Exercised exercised) {

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
            out.append("%s %-12s %d%n".formatted(verdict.rule(), verdict.name(), verdict.count()));
            verdict.examples()
                    .forEach(example -> out.append("     ").append(example).append('\n'));
        }
        Exercised it = exercised;
        out.append(("exercised: %d acknowledged, %d in doubt, %d retries, %d duplicates answered, %d healed by fetch, "
                        + "%d healed by the node, %d sockets moved, %d resets, %d faults%n")
                .formatted(
                        it.acknowledged(),
                        it.inDoubt(),
                        it.retries(),
                        it.duplicates(),
                        it.healedByFetch(),
                        it.healedByNode(),
                        it.moved(),
                        it.resets(),
                        it.faults()));
        return out.toString();
    }
}
