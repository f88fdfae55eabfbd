package dev.parley.bench.check;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** C12: a read marker never goes back, and what is unread is what came after it. */
final class ReadMarkers implements Rule {

    private record Place(String user, String room) {}

    @Override
    public String id() {
        return "C12";
    }

    @Override
    public String name() {
        return "read marker";
    }

    @Override
    public void find(Facts facts, Breaches breaches) {
        Map<Place, Entry.Marked> greatest = new HashMap<>();
        for (Entry entry : facts.entries) {
            if (entry instanceof Entry.Marked it) {
                Place place = new Place(it.user(), it.room());
                Entry.Marked before = greatest.get(place);
                if (it.lastRead() < it.asked()) {
                    breaches.add(it, it + " did not move");
                } else if (before != null && before.at() < it.began() && it.lastRead() < before.lastRead()) {
                    breaches.add(it, it + " is behind " + before);
                }
                if (before == null || it.lastRead() > before.lastRead()) {
                    greatest.put(place, it);
                }
            } else if (entry instanceof Entry.Counted it) {
                Entry.Marked before = greatest.get(new Place(it.user(), it.room()));
                if (before != null && it.lastRead() < before.lastRead()) {
                    breaches.add(it, it + " is behind " + before);
                }
                unread(facts.log(it.room()), it, breaches);
            }
        }
    }

    private static void unread(List<Row> log, Entry.Counted it, Breaches breaches) {
        long unread = log.stream()
                .filter(row -> row.text() && !row.deleted())
                .filter(row -> row.seq() > it.lastRead() && !row.sender().equals(it.user()))
                .count();
        if (unread != it.unread()) {
            breaches.add(it, it + " should have " + unread + " unread");
        }
    }
}
