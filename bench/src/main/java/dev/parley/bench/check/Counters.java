package dev.parley.bench.check;

import java.util.List;

/** C13: what is counted is what is there: the head is that of the log, a room has as many members as it lists, on every node, and an emoji as many reactions as are stored. */
final class Counters implements Rule {

    @Override
    public String id() {
        return "C13";
    }

    @Override
    public String name() {
        return "counter";
    }

    @Override
    public void find(Facts facts, Breaches breaches) {
        for (Entry entry : facts.entries) {
            if (entry instanceof Entry.Counted it) {
                List<Row> log = facts.log(it.room());
                long seq = log.stream().mapToLong(Row::seq).max().orElse(0);
                long rev = log.stream().mapToLong(Row::rev).max().orElse(0);
                if (it.headSeq() != seq || it.headRev() != rev) {
                    breaches.add(it, it + " but the log ends with " + seq + "/" + rev);
                }
                if (it.memberCount() != it.members()) {
                    breaches.add(it, it + " counts other members than it lists");
                }
            } else if (entry instanceof Entry.Tallied it && it.counted() != it.there()) {
                breaches.add(it, it + " counts other reactions than are stored");
            }
        }
    }
}
