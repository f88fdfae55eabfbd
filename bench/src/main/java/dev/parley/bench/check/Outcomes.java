package dev.parley.bench.check;

/** C18: every send and every change has an outcome when all has been whole for long enough: nothing is to be repeated for ever. */
final class Outcomes implements Rule {

    @Override
    public String id() {
        return "C18";
    }

    @Override
    public String name() {
        return "no outcome";
    }

    @Override
    public void find(Facts facts, Breaches breaches) {
        for (Entry entry : facts.entries) {
            if (entry instanceof Entry.Unsent it) {
                breaches.add(it, it.client() + " waits for the outcome of " + it.sends() + " sends to " + it.room());
            }
        }
    }
}
