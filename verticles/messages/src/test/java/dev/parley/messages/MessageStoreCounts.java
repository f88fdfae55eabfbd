package dev.parley.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.messages.ReadState;
import dev.parley.contracts.messages.RoomOverview;
import dev.parley.platform.Ids;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The counts of every {@link MessageStore} against a model that counts one by one, over random histories. */
@ExtendWith(VertxExtension.class)
abstract class MessageStoreCounts {

    private static final int STEPS = 250;

    private final UUID room = Ids.next();
    private final List<UUID> people =
            IntStream.range(0, 4).mapToObj(i -> Ids.next()).toList();
    private final List<Line> log = new ArrayList<>();
    private final Map<UUID, Integer> markers = new HashMap<>();

    /** A store. */
    protected abstract MessageStore store(Vertx vertx);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void countsAreRightAfterEveryStep(long seed, Vertx vertx) {
        Desk desk = new Desk(vertx.getOrCreateContext(), store(vertx));
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            String what = step(desk, random, step);
            for (UUID person : people) {
                RoomOverview overview =
                        desk.ask(store -> store.overview(person, List.of(room))).getFirst();
                assertThat(overview.read())
                        .as("seed %d, step %d: %s", seed, step, what)
                        .isEqualTo(expected(person, overview.read()));
            }
        }
    }

    private String step(Desk desk, Random random, int step) {
        UUID person = people.get(random.nextInt(people.size()));
        int seq = 1 + random.nextInt(log.size() + 1);
        return switch (random.nextInt(10)) {
            case 0 -> arrive(desk, person, step);
            case 1 -> edit(desk, seq, some(random));
            case 2, 3 -> delete(desk, seq);
            case 4 -> read(desk, person, seq, false);
            case 5 -> read(desk, person, seq, true);
            default -> post(desk, person, step, some(random));
        };
    }

    private String post(Desk desk, UUID person, int step, Set<UUID> mentioned) {
        desk.post(Desk.text(room, person, "k" + step, "text", mentioned.toArray(UUID[]::new)));
        log.add(new Line(person, true, mentioned));
        markers.put(person, log.size());
        return "post";
    }

    private String arrive(Desk desk, UUID person, int step) {
        desk.post(Desk.arrival(room, person, "k" + step));
        log.add(new Line(person, false, Set.of()));
        markers.putIfAbsent(person, log.size());
        return "arrive";
    }

    private String edit(Desk desk, int seq, Set<UUID> mentioned) {
        Line line = line(seq);
        if (line != null && line.counts) {
            desk.edit(room, seq, line.sender, "edited " + Ids.next(), mentioned.toArray(UUID[]::new));
            log.set(seq - 1, new Line(line.sender, true, mentioned));
        }
        return "edit " + seq;
    }

    private String delete(Desk desk, int seq) {
        Line line = line(seq);
        if (line != null && line.counts) {
            desk.delete(room, seq, line.sender, false);
            log.set(seq - 1, new Line(line.sender, false, Set.of()));
        }
        return "delete " + seq;
    }

    private String read(Desk desk, UUID person, int seq, boolean back) {
        ReadState state = desk.ask(store -> store.read(room, person, seq, back)).state();
        int target = Math.min(back ? seq - 1 : seq, log.size());
        markers.merge(person, target, (old, young) -> back ? young : Math.max(old, young));
        assertThat(state).isEqualTo(expected(person, state));
        return (back ? "unread " : "read ") + seq;
    }

    private ReadState expected(UUID person, ReadState answered) {
        int marker = markers.getOrDefault(person, 0);
        long unread = 0;
        long mentions = 0;
        for (Line line : log.subList(marker, log.size())) {
            if (line.counts && !line.sender.equals(person)) {
                unread++;
                mentions += line.mentioned.contains(person) ? 1 : 0;
            }
        }
        return new ReadState(room, person, marker, unread, mentions, answered.head(), answered.readVersion());
    }

    private @Nullable Line line(int seq) {
        return seq <= log.size() ? log.get(seq - 1) : null;
    }

    private Set<UUID> some(Random random) {
        Set<UUID> some = new HashSet<>(people);
        some.removeIf(person -> random.nextInt(3) > 0);
        return some;
    }

    private record Line(UUID sender, boolean counts, Set<UUID> mentioned) {}
}
