package dev.parley.bench.check;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** C15: whoever is refused is told why, in a word that programs can act on, which "something went wrong" is not; and is refused for good only where there is a reason for it. */
final class Refusals implements Rule {

    private static final Set<String> UNCLEAR = Set.of("unknown", "internal");

    @Override
    public String id() {
        return "C15";
    }

    @Override
    public String name() {
        return "refusal";
    }

    @Override
    public void find(Facts facts, Breaches breaches) {
        Search search = new Search(breaches);
        facts.entries.forEach(search::look);
    }

    private static final class Search {

        private record Place(String user, String room) {}

        /** An attempt whose outcome is not known yet, with the number of the message that it changes, 0 for a new one. */
        private record Attempt(long at, Place place, long seq) {}

        private final Breaches breaches;
        private final Map<String, Attempt> attempts = new HashMap<>();
        private final Set<Place> unseated = new HashSet<>();
        private final Map<Place, Long> seatedAt = new HashMap<>();
        private final Set<String> ending = new HashSet<>();
        private final Map<String, Long> loggedInAt = new HashMap<>();
        private final Set<Facts.Target> deletions = new HashSet<>();

        Search(Breaches breaches) {
            this.breaches = breaches;
        }

        private void look(Entry entry) {
            switch (entry) {
                case Entry.Invoke it ->
                    attempts.put(it.client() + it.key(), new Attempt(it.at(), new Place(it.sender(), it.room()), 0));
                case Entry.Change it -> {
                    attempts.put(
                            it.client() + it.key(), new Attempt(it.at(), new Place(it.user(), it.room()), it.seq()));
                    if (it.what() == Entry.Kind.DELETE) {
                        deletions.add(new Facts.Target(it.room(), it.seq()));
                    }
                }
                case Entry.Seating it -> {
                    if (!it.on()) {
                        unseated.add(new Place(it.user(), it.room()));
                    }
                }
                case Entry.Seated it -> {
                    if (it.on()) {
                        unseated.remove(new Place(it.user(), it.room()));
                        seatedAt.put(new Place(it.user(), it.room()), it.at());
                    }
                }
                case Entry.LoggingOut it -> ending.add(it.client());
                case Entry.LoggedIn it -> {
                    ending.remove(it.client());
                    loggedInAt.put(it.client(), it.at());
                }
                case Entry.Rejected it -> rejected(it);
                case Entry.Retry it -> clear(it, it.reason());
                case Entry.Answered it -> {
                    if (!it.reason().isEmpty()) {
                        clear(it, it.reason());
                    }
                }
                default -> {}
            }
        }

        private void rejected(Entry.Rejected it) {
            clear(it, it.reason());
            Attempt attempt = attempts.remove(it.client() + it.key());
            boolean right = attempt != null
                    && switch (it.reason()) {
                        case "not_a_member" -> mayBeUnseated(attempt);
                        case "unauthenticated" -> mayBeLoggedOut(it.client(), attempt);
                        case "message_deleted" -> deletions.contains(new Facts.Target(attempt.place.room, attempt.seq));
                        default -> false;
                    };
            if (!right && clear(it.reason())) {
                breaches.add(it, it + ", for which there is no reason");
            }
        }

        /** Whether the person may have had no seat at some time between an attempt and now. */
        private boolean mayBeUnseated(Attempt attempt) {
            return unseated.contains(attempt.place) || seatedAt.getOrDefault(attempt.place, -1L) >= attempt.at;
        }

        private boolean mayBeLoggedOut(String client, Attempt attempt) {
            return ending.contains(client) || loggedInAt.getOrDefault(client, -1L) >= attempt.at;
        }

        private void clear(Entry refusal, String reason) {
            if (!clear(reason)) {
                breaches.add(refusal, refusal + " does not say why");
            }
        }

        private static boolean clear(String reason) {
            return !reason.isEmpty() && !UNCLEAR.contains(reason);
        }
    }
}
