package dev.parley.bench.check;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** C19: what the services owe is done, and every change of a room's members is told in its log once: of rooms whose making is in the history. */
final class Announcements implements Rule {

    @Override
    public String id() {
        return "C19";
    }

    @Override
    public String name() {
        return "announcement";
    }

    @Override
    public void find(Facts facts, Breaches breaches) {
        Map<String, Count> rooms = new HashMap<>();
        for (Entry entry : facts.entries) {
            switch (entry) {
                case Entry.Made it -> rooms.put(it.room(), new Count(it.user()));
                case Entry.Seating it -> {
                    Count count = rooms.get(it.room());
                    if (count != null && !it.on()) {
                        count.maybeRemoved(it.user());
                    }
                }
                case Entry.Seated it -> {
                    Count count = rooms.get(it.room());
                    if (count != null) {
                        count.seated(it.user(), it.on());
                    }
                }
                case Entry.Jobs it -> {
                    if (it.left() > 0 || it.dead() > 0) {
                        breaches.add(it, it.left() + " jobs are not done, and " + it.dead() + " were put aside");
                    }
                }
                default -> {}
            }
        }
        rooms.forEach((room, count) -> {
            if (facts.logs.containsKey(room)) {
                long told = facts.log(room).stream().filter(row -> !row.text()).count();
                if (told < count.least || told > count.most) {
                    breaches.add(
                            room,
                            "the log of %s tells of %d changes of members, where there were %d to %d"
                                    .formatted(room, told, count.least, count.most));
                }
            }
        });
    }

    /** How often members of a room have changed, at least and at most. The making of the room is the first change. */
    private static final class Count {

        private final Set<String> seated = new HashSet<>();

        /** Those who may have lost their seats: they were to, and that was not acknowledged. */
        private final Set<String> doubtful = new HashSet<>();

        private int least = 1;
        private int most = 1;

        Count(String owner) {
            seated.add(owner);
        }

        void maybeRemoved(String user) {
            if (seated.remove(user)) {
                doubtful.add(user);
                most++;
            }
        }

        void seated(String user, boolean on) {
            boolean doubted = doubtful.remove(user);
            if (!on) {
                least += doubted ? 1 : 0;
            } else if (seated.add(user)) {
                least += doubted ? 0 : 1;
                most++;
            }
        }
    }
}
