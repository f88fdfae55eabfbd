package dev.parley.bench.check;

import java.util.HashMap;
import java.util.Map;

/** C14: when everybody has gone, a node holds what it held before anybody came, and of what grows by use no more than its bound; whatever came, it never took more memory than its bound. */
final class Resources implements Rule {

    /** What a node may hold more than before, in the unit of each. What was resident at most is told only afterwards: the 384 MB of the heap, and as much as two thirds of that for all else. */
    private static final Map<String, Long> SLACK = Map.of(
            "sockets",
            0L,
            "subscriptions",
            0L,
            "database connections",
            32L,
            "heap MiB",
            64L,
            "MiB resident at most",
            640L);

    @Override
    public String id() {
        return "C14";
    }

    @Override
    public String name() {
        return "resource";
    }

    @Override
    public void find(Facts facts, Breaches breaches) {
        Map<String, Map<String, Long>> before = new HashMap<>();
        for (Entry entry : facts.entries) {
            if (entry instanceof Entry.Idle it && !it.after()) {
                before.put(it.node(), it.held());
            } else if (entry instanceof Entry.Idle it) {
                compare(it, before.getOrDefault(it.node(), Map.of()), breaches);
            }
        }
    }

    private static void compare(Entry.Idle after, Map<String, Long> before, Breaches breaches) {
        after.held().forEach((what, held) -> {
            long most = before.getOrDefault(what, 0L) + SLACK.getOrDefault(what, 0L);
            if (held < 0) {
                breaches.add(after.node() + what, after.node() + " does not say what it holds when all have gone");
            } else if (held > most) {
                breaches.add(
                        after.node() + what,
                        after.node() + " holds " + held + " " + what + " when all have gone, " + most + " at most");
            }
        });
    }
}
