package dev.parley.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.bench.load.LoadException;
import dev.parley.bench.load.Probe;
import dev.parley.bench.load.swarm.Generator;
import dev.parley.bench.load.swarm.Orders;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A generator in a process of its own, which ends when this process does. */
final class GeneratorProcess implements AutoCloseable {

    private static final List<String> FLAGS = List.of(
            "-Xmx768m",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-Dlogback.configurationFile=" + Bench.LOGGING);

    private final ObjectMapper json = new ObjectMapper();
    private final Process process;
    private final Writer orders;
    private final BufferedReader answers;

    /** Starts one. */
    GeneratorProcess(Orders orders, Path directory, int number) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(Flags.node());
        line.addAll(FLAGS);
        line.addAll(List.of("-cp", ServerProcess.classPath(List.of()), Generator.class.getName()));
        line.addAll(orders.arguments());
        try {
            process = new ProcessBuilder(line)
                    .redirectError(
                            directory.resolve("generator" + number + ".log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.orders = process.outputWriter();
        this.answers = process.inputReader();
        answer();
    }

    /** Tells it something and gives its answer. */
    JsonNode tell(String order) {
        try {
            orders.write(order + "\n");
            orders.flush();
        } catch (IOException e) {
            throw new LoadException("A generator is gone.");
        }
        return answer();
    }

    Probe probe() {
        return new Probe(process.toHandle());
    }

    private JsonNode answer() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new LoadException("A generator ended.");
            }
            return json.readTree(line);
        } catch (IOException e) {
            throw new LoadException("A generator is gone: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
