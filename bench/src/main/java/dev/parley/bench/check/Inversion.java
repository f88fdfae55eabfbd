package dev.parley.bench.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** C6: what was acknowledged before another send began comes before it; a device's sends keep their order; changes are taken in their order. */
final class Inversion implements Rule {

    private record Span(Sent sent, String client, long from, long to, long seq) {}

    @Override
    public String id() {
        return "C6";
    }

    @Override
    public String name() {
        return "inversion";
    }

    @Override
    public void find(Facts facts, Breaches breaches) {
        facts.rooms().forEach(room -> {
            List<Span> spans = spans(facts, room);
            acrossClients(spans, breaches);
            withinClients(spans, breaches);
        });
        facts.applied.forEach((view, entries) -> taken(view, entries, breaches));
    }

    private static List<Span> spans(Facts facts, String room) {
        List<Span> spans = new ArrayList<>();
        facts.acknowledged.forEach((sent, oks) -> {
            Entry.Invoke invoke = facts.invoked.get(sent);
            if (invoke != null && sent.room().equals(room)) {
                Entry.Ok ok = oks.getFirst();
                spans.add(new Span(sent, invoke.client(), invoke.at(), ok.at(), ok.seq()));
            }
        });
        spans.sort(Comparator.comparingLong(Span::from));
        return spans;
    }

    /** Sweeps over the time: whatever was over before a send began must have a smaller number. */
    private static void acrossClients(List<Span> spans, Breaches breaches) {
        List<Span> ended = new ArrayList<>(spans);
        ended.sort(Comparator.comparingLong(Span::to));
        int next = 0;
        Span greatest = null;
        for (Span span : spans) {
            while (next < ended.size() && ended.get(next).to() < span.from()) {
                Span over = ended.get(next++);
                greatest = greatest == null || over.seq() > greatest.seq() ? over : greatest;
            }
            if (greatest != null && greatest.seq() > span.seq()) {
                breaches.add(span.sent(), span + " was sent after the acknowledgement of " + greatest);
            }
        }
    }

    private static void withinClients(List<Span> spans, Breaches breaches) {
        Map<String, Span> last = new HashMap<>();
        for (Span span : spans) {
            Span before = last.put(span.client(), span);
            if (before != null && before.seq() > span.seq()) {
                breaches.add(span.sent(), span + " overtook " + before);
            }
        }
    }

    private static void taken(Facts.View view, List<Entry> entries, Breaches breaches) {
        Set<Long> revs = new HashSet<>();
        long last = 0;
        for (Entry entry : entries) {
            switch (entry) {
                case Entry.Reset reset -> {
                    revs.clear();
                    last = 0;
                }
                case Entry.Apply apply -> {
                    long rev = apply.row().rev();
                    if (revs.add(rev) && rev < last) {
                        breaches.add(view + "rev" + rev, view + " took rev " + rev + " after " + last);
                    }
                    last = Math.max(last, rev);
                }
                default -> {}
            }
        }
    }
}
