package dev.parley.bench.check;

import java.util.concurrent.TimeUnit;

/** C17: where nothing is broken, and the nodes had time to find each other again, what is sent reaches everybody who is live without being looked for. */
final class Apart implements Rule {

    private final long limitMs;

    Apart(long limitMs) {
        this.limitMs = limitMs;
    }

    @Override
    public String id() {
        return "C17";
    }

    @Override
    public String name() {
        return "apart";
    }

    @Override
    public void find(Facts facts, Breaches breaches) {
        Deliveries.each(facts, (broken, ms, delivery) -> {
            if (broken.equals(Deliveries.NOTHING) && ms > limitMs) {
                breaches.add(
                        delivery,
                        "%s got %s of %s %d ms after it was sent, at %d s, where nothing was broken"
                                .formatted(
                                        delivery.client(),
                                        delivery.row(),
                                        delivery.room(),
                                        ms,
                                        TimeUnit.NANOSECONDS.toSeconds(delivery.at())));
            }
        });
    }
}
