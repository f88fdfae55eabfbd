package dev.parley.bench.load.swarm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.ExecutionException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A generator as a process of its own. It is told its people on the command line and what to do on its input, a line for each, and answers each with a line of JSON; it ends when its input does.
 *
 * <p>{@code connect}, {@code cut}, {@code mix SECONDS MESSAGES TYPING READS} (each a second) begin something; {@code stats} tells what was counted, with the times since the last telling, {@code complaints} what the servers said;
 * {@code owed FILE} tells how many messages are owed when the rooms have come as far as the file says, one rev a line; {@code freeze PEOPLE} makes that many stop reading, {@code thaw} lets all read again, {@code rest} ends a mix.
 */
public final class Generator {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Swarm swarm;
    private @Nullable Mix mix;

    private Generator(Swarm swarm) {
        this.swarm = swarm;
    }

    /** Runs until the input ends. */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        PrintStream answers = System.out;
        // Whatever else is printed must not come between the answers.
        System.setOut(System.err);
        Generator generator = new Generator(new Swarm(Orders.of(arguments)));
        answers.println("{}");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String told = line;
                answers.println(generator
                        .swarm
                        .loop()
                        .submit(() -> generator.answer(told))
                        .get());
            }
        }
        System.exit(0);
    }

    private String answer(String line) throws IOException {
        String[] words = line.split(" ");
        ObjectNode answer = JSON.createObjectNode();
        switch (words[0]) {
            case "connect" -> swarm.connect();
            case "cut" -> swarm.cut();
            case "freeze" ->
                swarm.people().subList(0, Integer.parseInt(words[1])).forEach(person -> person.freeze(true));
            case "thaw" -> swarm.people().forEach(person -> person.freeze(false));
            case "rest" -> rest();
            case "mix" -> {
                Mix started = new Mix(swarm, number(words[1]), number(words[2]), number(words[3]), number(words[4]));
                mix = started;
                started.run();
            }
            case "owed" -> answer.put("owed", owed(Path.of(words[1])));
            case "complaints" ->
                answer.put("complaints", swarm.tally().complaints().toString());
            case "stats" -> stats(answer);
            default -> throw new IllegalArgumentException("There is no order " + line + ".");
        }
        return JSON.writeValueAsString(answer);
    }

    private void rest() {
        if (mix != null) {
            mix.stop();
        }
    }

    private static double number(String word) {
        return Double.parseDouble(word);
    }

    private long owed(Path file) throws IOException {
        int[] heads =
                Files.readAllLines(file).stream().mapToInt(Integer::parseInt).toArray();
        return swarm.tally().missing()
                + swarm.people().stream()
                        .mapToLong(person -> person.owed(heads))
                        .sum();
    }

    private void stats(ObjectNode answer) {
        Tally tally = swarm.tally();
        answer.put("live", swarm.live())
                .put("mixing", mix != null && !mix.over())
                .put("delivered", tally.delivered)
                .put("typing", tally.typing)
                .put("posted", tally.posted)
                .put("acknowledged", tally.acknowledged)
                .put("refused", tally.refused)
                .put("readDone", tally.readDone)
                .put("fetched", tally.fetched)
                .put("missing", tally.missing())
                .put("doubled", tally.doubled)
                .put("late", tally.late)
                .put("misnumbered", tally.misnumbered)
                .put("closed", tally.closed)
                .put("behindMs", tally.behindNanos / 1e6)
                .put("deliveries", text(tally.takeDeliveries()))
                .put("acknowledgements", text(tally.takeAcknowledgements()));
        tally.behindNanos = 0;
    }

    private static String text(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(buffer.array(), length));
    }
}
