package dev.parley.bench.check;

import java.util.concurrent.TimeUnit;

/** C9: every call is answered, or its socket is closed by the other side, within the limit; the time in which its node stood still does not count, and the time in which the client read nothing. */
final class Silent implements Rule {

    private final long limitNanos;

    Silent(long limitMs) {
        limitNanos = TimeUnit.MILLISECONDS.toNanos(limitMs);
    }

    @Override
    public String id() {
        return "C9";
    }

    @Override
    public String name() {
        return "silent call";
    }

    @Override
    public void find(Facts facts, Breaches breaches) {
        Faults faults = new Faults(facts.entries);
        for (Facts.Attempt attempt : facts.attempts) {
            long until = facts.end;
            Entry.Close close = facts.closeOf(attempt);
            if (close != null) {
                until = close.at();
            }
            if (attempt.answeredAt() != null) {
                until = Math.min(until, attempt.answeredAt());
            }
            String node = facts.nodeOf(attempt);
            long answerBy = faults.after(
                    attempt.at(),
                    limitNanos,
                    limitNanos,
                    Faults.deaf(attempt.client())
                            .or(fault ->
                                    Faults.FROZEN.test(fault) && fault.node().equals(node)));
            if (until > answerBy) {
                breaches.add(
                        attempt,
                        attempt + " got no answer for " + TimeUnit.NANOSECONDS.toMillis(until - attempt.at()) + " ms");
            }
        }
    }
}
