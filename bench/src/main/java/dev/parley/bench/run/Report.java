package dev.parley.bench.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.bench.load.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a bench found, for people (Markdown) and for programs (JSON).
 *
 * @param scenario its name
 * @param size how large it was, in a sentence
 * @param command what people type to repeat it
 * @param contenders what each is and how it is set up, by name
 * @param runs what each contender's repetitions measured, Parley first
 * @param skipped the peers that did not run, and why
 * @param machine where it ran, and of which commit, as it was at the beginning
 */
record Report(
        String scenario,
        String size,
        int repetitions,
        String command,
        Map<String, String> contenders,
        Map<String, Runs> runs,
        List<String> skipped,
        String machine) {

    String markdown() {
        StringBuilder out = new StringBuilder();
        out.append("### ").append(scenario).append("\n\n");
        out.append("`").append(command).append("`\n\n");
        out.append(size).append(" %d repetition(s) in turn. ".formatted(repetitions));
        out.append("Median (least to most).\n\n");
        header(out);
        for (Metric metric : Metric.values()) {
            if (runs.values().stream().anyMatch(of -> of.has(metric))) {
                row(out, metric);
            }
        }
        out.append('\n');
        runs.forEach((name, of) -> of.faults()
                .forEach(fault -> out.append("- does not count: ")
                        .append(name)
                        .append(", ")
                        .append(fault)
                        .append('\n')));
        contenders.forEach((name, about) ->
                out.append("- *").append(name).append("*: ").append(about).append(".\n"));
        skipped.forEach(it -> out.append("- skipped: ").append(it).append('\n'));
        out.append("- ").append(machine).append("\n");
        out.append("- the JVM of Parley: `").append(String.join(" ", flags())).append("`\n");
        return out.toString();
    }

    void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(scenario + ".md"), markdown());
        ObjectMapper mapper = new ObjectMapper();
        mapper.writerWithDefaultPrettyPrinter()
                .writeValue(directory.resolve(scenario + ".json").toFile(), json(mapper));
    }

    private ObjectNode json(ObjectMapper mapper) {
        ObjectNode json = mapper.createObjectNode();
        json.put("scenario", scenario).put("size", size).put("command", command);
        json.put("machine", machine).put("repetitions", repetitions);
        json.putPOJO("flags", flags());
        json.putPOJO("what", contenders);
        json.putPOJO("skipped", skipped);
        ObjectNode all = json.putObject("contenders");
        runs.forEach((name, of) -> {
            ObjectNode metrics = all.putObject(name);
            metrics.putPOJO("invalid", of.faults());
            for (Metric metric : Metric.values()) {
                if (of.has(metric)) {
                    metrics.putObject(metric.name().toLowerCase(Locale.ROOT))
                            .put("median", finite(of.median(metric)))
                            .put("least", finite(of.least(metric)))
                            .put("most", finite(of.most(metric)))
                            .put("parleyToThis", finite(own(metric) / of.median(metric)))
                            .putPOJO(
                                    "values",
                                    of.values(metric).stream()
                                            .map(Report::finite)
                                            .toList());
                }
            }
        });
        return json;
    }

    /** Those of a node; but for what it has learned, all contenders on the JVM have the same. */
    private static List<String> flags() {
        return Stream.concat(Flags.node().stream(), NodeJvm.here().flags().stream())
                .map(flag -> flag.replaceFirst("(-XX:AOTCache=).*/", "$1"))
                .toList();
    }

    /** JSON has no other numbers. */
    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private void header(StringBuilder out) {
        out.append("| |");
        runs.keySet().forEach(name -> out.append(' ').append(name).append(" |"));
        runs.keySet().stream()
                .skip(1)
                .forEach(name -> out.append(" parley : ").append(name).append(" |"));
        out.append("\n|---|");
        out.append("---:|".repeat(runs.size() * 2 - 1)).append('\n');
    }

    private void row(StringBuilder out, Metric metric) {
        out.append("| ").append(metric.title()).append(" |");
        runs.values().forEach(of -> out.append(' ').append(cell(of, metric)).append(" |"));
        double own = own(metric);
        runs.values().stream()
                .skip(1)
                .forEach(of ->
                        out.append(' ').append(ratio(own, of.median(metric))).append(" |"));
        out.append('\n');
    }

    private double own(Metric metric) {
        return runs.values().iterator().next().median(metric);
    }

    private static String cell(Runs of, Metric metric) {
        if (!of.has(metric)) {
            return "";
        }
        String median = number(of.median(metric));
        return of.values(metric).size() == 1
                ? median
                : median + " (" + number(of.least(metric)) + " to " + number(of.most(metric)) + ")";
    }

    private static String ratio(double own, double other) {
        return Double.isNaN(own) || Double.isNaN(other) || other == 0 ? "" : "%.2f".formatted(own / other);
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "unknown";
        }
        double size = Math.abs(value);
        if (size >= 100 || value == Math.rint(value)) {
            return "%,.0f".formatted(value);
        }
        return size >= 10 ? "%.1f".formatted(value) : "%.2f".formatted(value);
    }
}
