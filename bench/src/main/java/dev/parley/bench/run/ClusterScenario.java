package dev.parley.bench.run;

import dev.parley.bench.load.LoadException;
import dev.parley.bench.load.Town;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A scenario of large crowds on one or more nodes, as a small file describes it: how many there are, what they do each second, and the steps.
 *
 * <p>A step is {@code join}, {@code idle:SECONDS}, {@code warm:SECONDS[:TIMES]} (with so many times the load), {@code mix:SECONDS}, {@code soak:SECONDS} (the mix, and what grew by it), {@code knee:SECONDS}, {@code storm}, {@code kill:SECONDS}, {@code roll}, {@code slow:SECONDS}, {@code history:DEPTH} or {@code check}. What begins with {@code quick.} stands for the same without it in a quick run.
 */
public final class ClusterScenario {

    private static final List<String> NAMES = List.of(
            "idle-10",
            "idle-20",
            "storm",
            "mix",
            "another-node",
            "node-killed",
            "rolling-restart",
            "small-rooms",
            "knee",
            "slow-readers",
            "history",
            "soak",
            "hundred-thousand");

    private final String name;
    private final Properties values = new Properties();

    private ClusterScenario(ClusterScenario other, int nodes) {
        name = other.name;
        values.putAll(other.values);
        values.setProperty("nodes", String.valueOf(nodes));
    }

    private ClusterScenario(String name) {
        this.name = name;
        try (InputStream in = ClusterScenario.class.getResourceAsStream("/scenarios/" + name + ".properties")) {
            values.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that there are. */
    public static List<ClusterScenario> all() {
        return NAMES.stream().map(ClusterScenario::new).toList();
    }

    /** The one of a name. */
    public static Optional<ClusterScenario> named(String name) {
        return NAMES.contains(name) ? Optional.of(new ClusterScenario(name)) : Optional.empty();
    }

    /** What a node is put through in training; none that is measured. */
    static ClusterScenario training() {
        return new ClusterScenario("training");
    }

    /** Its name on the command line. */
    public String name() {
        return name;
    }

    /** What it does, in a sentence. */
    public String about() {
        return values.getProperty("about");
    }

    /** Makes it small and short. */
    public void quick() {
        Map.copyOf(values).forEach((key, value) -> {
            if (key instanceof String text && text.startsWith("quick.")) {
                values.setProperty(text.substring("quick.".length()), String.valueOf(value));
            }
        });
        values.setProperty("repetitions", "1");
    }

    /** Sets one of its numbers to another value. */
    public void set(String key, String value) {
        if (!values.containsKey(key)) {
            throw new LoadException("The scenario " + name + " has no " + key + ".");
        }
        values.setProperty(key, value);
    }

    /** One of its numbers; 0 where it has none. */
    public int number(String key) {
        return Integer.parseInt(values.getProperty(key, "0"));
    }

    /** The peers that can do it. */
    public List<String> peers() {
        String names = values.getProperty("peers", "").trim();
        return names.isEmpty() ? List.of() : List.of(names.split(" "));
    }

    /** How many nodes there are: more than one size where sizes are compared. */
    List<Integer> sizes() {
        return Stream.of(values.getProperty("nodes").split(" "))
                .map(Integer::valueOf)
                .toList();
    }

    /** The same on so many nodes. */
    ClusterScenario on(int nodes) {
        return new ClusterScenario(this, nodes);
    }

    /** Its steps. */
    public List<String> steps() {
        return List.of(values.getProperty("steps").split(" "));
    }

    /** Its people and their rooms. */
    Town town() {
        int each = number("roomsEach");
        return new Town(number("people"), Math.max(1, number("people") * each / number("members")), each);
    }

    /** How large it is, in a sentence. */
    String size() {
        return "%,d people on %s node(s), each in %d rooms of %d; %d messages, %d times typing and %d times reading a second. Steps: %s."
                .formatted(
                        number("people"),
                        String.join(", ", values.getProperty("nodes").split(" ")),
                        number("roomsEach"),
                        number("members"),
                        number("messages"),
                        number("typing"),
                        number("reads"),
                        String.join(", ", steps()));
    }
}
