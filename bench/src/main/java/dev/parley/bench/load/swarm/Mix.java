package dev.parley.bench.load.swarm;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** What people do, on a schedule that does not wait: write, type, and read up. For the event loop of the swarm. */
final class Mix {

    private static final long TICK_MICROS = 1_000;
    private static final String WORDS =
            " the quick brown fox jumps over the lazy dog and everybody in the room hears of it at once, more or less";

    private final Swarm swarm;
    private final SplittableRandom random;
    private final long start = System.nanoTime();
    private long end;
    private final double messages;
    private final double typing;
    private final double reads;
    private long messagesDone;
    private long typingDone;
    private long readsDone;

    /** For so many seconds, so much of each every second. */
    Mix(Swarm swarm, double seconds, double messages, double typing, double reads) {
        this.swarm = swarm;
        // Another mix must not repeat the keys of the one before: they would be known already.
        this.random = new SplittableRandom(start + swarm.people().getFirst().number);
        this.end = start + (long) (seconds * 1e9);
        this.messages = messages;
        this.typing = typing;
        this.reads = reads;
    }

    boolean over() {
        return System.nanoTime() >= end;
    }

    /** Ends it before its time. */
    void stop() {
        end = Math.min(end, System.nanoTime());
    }

    void run() {
        long now = Math.min(System.nanoTime(), end);
        for (; due(messagesDone, messages) <= now; messagesDone++) {
            post(due(messagesDone, messages));
        }
        for (; due(typingDone, typing) <= now; typingDone++) {
            Person person = anybody();
            if (person.isLive()) {
                swarm.tongue().type(person, which(person));
            }
        }
        for (; due(readsDone, reads) <= now; readsDone++) {
            read();
        }
        if (now < end) {
            swarm.loop().schedule(this::run, TICK_MICROS, TimeUnit.MICROSECONDS);
        }
    }

    private long due(long number, double perSecond) {
        return perSecond == 0 ? Long.MAX_VALUE : start + (long) (number / perSecond * 1e9);
    }

    private void post(long due) {
        if (due >= end) {
            return;
        }
        Person person = anybody();
        swarm.tally().behindNanos = Math.max(swarm.tally().behindNanos, System.nanoTime() - due);
        swarm.tally().posted++;
        String key = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
        person.post(which(person), due, key, "t=" + due + WORDS.substring(0, 80));
    }

    /** Reads up in one of somebody's rooms that has anything to read. */
    private void read() {
        Person person = anybody();
        int which = which(person);
        for (int tries = 1; person.newest(which) < 1 && tries < person.rooms(); tries++) {
            which = (which + 1) % person.rooms();
        }
        if (person.isLive() && person.newest(which) > 0) {
            swarm.tongue().read(person, which);
        }
    }

    private int which(Person person) {
        return random.nextInt(person.rooms());
    }

    /** Somebody who reads, where there is one, connected or not: what they write waits for the connection, and its time is counted. */
    private Person anybody() {
        Person person = swarm.people().get(random.nextInt(swarm.people().size()));
        for (int tries = 0; !person.isThere() && tries < 100; tries++) {
            person = swarm.people().get(random.nextInt(swarm.people().size()));
        }
        return person;
    }
}
