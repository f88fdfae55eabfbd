package dev.parley.bench.check;

import java.util.HashSet;
import java.util.Set;

/** C1: what was acknowledged is in the log, read through any node. */
final class Lost implements Rule {

    @Override
    public String id() {
        return "C1";
    }

    @Override
    public String name() {
        return "lost";
    }

    @Override
    public void find(Facts facts, Breaches breaches) {
        facts.logs.forEach((room, logs) -> logs.forEach(log -> {
            Set<Sent> present = new HashSet<>();
            log.rows().forEach(row -> present.add(row.sent(room)));
            facts.acknowledged.keySet().stream()
                    .filter(sent -> sent.room().equals(room) && !present.contains(sent))
                    .forEach(sent ->
                            breaches.add(sent, sent + " was acknowledged but is not in the log through " + log.node()));
        }));
    }
}
