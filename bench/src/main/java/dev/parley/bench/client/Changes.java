package dev.parley.bench.client;

import dev.parley.bench.check.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Which messages a device changes: of those that it wrote one of the last, and to react one of the last that it saw. */
final class Changes {

    /** A device reacts with one of these always: what two devices of a person do to one reaction has no order. */
    private static final List<String> EMOJI = List.of("👍", "🎉", "🚀", "👀", "🙏", "😀", "🔥");

    private static final int RECENT = 30;

    private final String device;
    private final String emoji;
    private final Random random;
    private final Map<String, List<Long>> written = new HashMap<>();
    private int changes;

    Changes(String device, Random random) {
        this.device = device;
        this.emoji = EMOJI.get(Math.floorMod(device.hashCode(), EMOJI.size()));
        this.random = random;
    }

    /** A message of the device was acknowledged. */
    void wrote(String room, long seq) {
        written.computeIfAbsent(room, any -> new ArrayList<>()).add(seq);
    }

    /** A change of a message of a room in which so many were seen; null when there is none to change. */
    @Nullable
    Task change(String room, Entry.Kind what, String value, long seen) {
        boolean reacts = what == Entry.Kind.REACT || what == Entry.Kind.UNREACT;
        long seq = reacts ? oneOf(seen) : own(room);
        return seq == 0
                ? null
                : new Task.Change(room, device + " change " + ++changes, seq, what, reacts ? emoji : value);
    }

    private long own(String room) {
        List<Long> seqs = written.getOrDefault(room, List.of());
        return seqs.isEmpty() ? 0 : seqs.get(Math.max(0, seqs.size() - 1 - random.nextInt(RECENT)));
    }

    private long oneOf(long seen) {
        return seen == 0 ? 0 : Math.max(1, seen - random.nextInt(RECENT));
    }
}
