package dev.parley.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bench.load.Probe;
import dev.parley.bench.load.Town;
import dev.parley.bench.load.swarm.Orders;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** The generators of a run, one for each node, and what they counted together. */
final class Generators implements AutoCloseable {

    private static final long HIGHEST_NANOS = 100_000_000_000L;

    private final List<GeneratorProcess> all = new ArrayList<>();
    private final Histogram deliveries = new Histogram(1_000, HIGHEST_NANOS, 3);
    private final Histogram acknowledgements = new Histogram(1_000, HIGHEST_NANOS, 3);
    private final List<Double> seconds = new ArrayList<>();

    /** Starts them; each has its share of the people. */
    Generators(Town town, List<String> nodes, String tongue, String key, Path directory) {
        for (int number = 0; number < nodes.size(); number++) {
            int first = (int) ((long) town.people() * number / nodes.size());
            int next = (int) ((long) town.people() * (number + 1) / nodes.size());
            List<String> order = new ArrayList<>(nodes);
            Collections.rotate(order, -number);
            Orders orders = new Orders(
                    String.join(",", order),
                    "127.0.1." + (number + 1),
                    first,
                    next - first,
                    List.of(town.people(), town.rooms(), town.roomsEach()),
                    tongue,
                    key);
            all.add(new GeneratorProcess(orders, directory, number));
        }
    }

    /** Tells all of them the same. */
    void tell(String order) {
        all.forEach(generator -> generator.tell(order));
    }

    /** Begins the mix of a scenario, for so many seconds. */
    void mix(ClusterScenario scenario, int seconds) {
        mix(scenario, seconds, 1);
    }

    /** Begins the mix with so many times of what the scenario says in each second. */
    void mix(ClusterScenario scenario, int seconds, double times) {
        double share = times / all.size();
        tell(String.format(
                Locale.ROOT,
                "mix %d %f %f %f",
                seconds,
                scenario.number("messages") * share,
                scenario.number("typing") * share,
                scenario.number("reads") * share));
    }

    /** How many messages are owed to their people when the rooms have come as far as a file says. */
    long owed(Path heads) {
        return all.stream()
                .mapToLong(generator ->
                        generator.tell("owed " + heads).path("owed").asLong())
                .sum();
    }

    /** How many cores they can use: each is one event loop. */
    int cores() {
        return Math.min(all.size(), Runtime.getRuntime().availableProcessors());
    }

    /** What they counted, each number summed up; the times go to {@link #deliveries} and {@link #acknowledgements}. */
    Counts stats() {
        Map<String, Double> sums = new TreeMap<>();
        Histogram second = new Histogram(1_000, HIGHEST_NANOS, 3);
        for (GeneratorProcess generator : all) {
            JsonNode stats = generator.tell("stats");
            stats.properties().forEach(entry -> {
                if (entry.getValue().isNumber()) {
                    sums.merge(entry.getKey(), entry.getValue().asDouble(), Double::sum);
                }
            });
            sums.merge("mixing", stats.path("mixing").asBoolean() ? 1.0 : 0.0, Double::sum);
            sums.merge("behindMostMs", stats.path("behindMs").asDouble(), Math::max);
            second.add(histogram(stats.path("deliveries").asText()));
            acknowledgements.add(histogram(stats.path("acknowledgements").asText()));
        }
        deliveries.add(second);
        if (second.getTotalCount() > 0) {
            seconds.add(second.getValueAtPercentile(99) / 1e6);
        }
        return new Counts(sums);
    }

    /** What the servers complained of, by generator. */
    String complaints() {
        return String.join(
                " ",
                all.stream()
                        .map(generator ->
                                generator.tell("complaints").path("complaints").asText())
                        .filter(text -> text.length() > 2)
                        .toList());
    }

    /** Forgets the times until now. */
    void forget() {
        stats();
        deliveries.reset();
        acknowledgements.reset();
        seconds.clear();
    }

    /** Times to delivery since the last {@link #forget}. */
    Histogram deliveries() {
        return deliveries;
    }

    /** Times to the acknowledgement since the last {@link #forget}. */
    Histogram acknowledgements() {
        return acknowledgements;
    }

    /** The 99th percentile of the times to delivery in each interval between two calls of {@link #stats}, in ms. */
    List<Double> seconds() {
        return List.copyOf(seconds);
    }

    /** Processor time until now, in seconds. */
    double processor() {
        return sum(Probe::processor);
    }

    /** Resident memory, in KB. */
    double resident() {
        return sum(Probe::resident);
    }

    private double sum(ToDoubleFunction<Probe> of) {
        return all.stream()
                .mapToDouble(generator -> of.applyAsDouble(generator.probe()))
                .sum();
    }

    private static Histogram histogram(String text) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(Base64.getDecoder().decode(text));
            return Histogram.decodeFromCompressedByteBuffer(buffer, HIGHEST_NANOS);
        } catch (DataFormatException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        all.forEach(GeneratorProcess::close);
    }
}
