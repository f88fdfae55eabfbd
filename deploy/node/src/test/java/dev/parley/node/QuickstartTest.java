package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the quick start tells people to type works as it is written. */
class QuickstartTest {

    private static final Path PAGE = Path.of("..", "..", "docs", "quickstart.md");

    @RegisterExtension
    static final TestCluster CLUSTER = new TestCluster(1);

    @Test
    void thePageDoesWhatItSays(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("Talk.java"), blocks("java").getFirst());
        Files.writeString(
                directory.resolve("typed.sh"),
                "set -euo pipefail\n" + String.join("\n", blocks("bash")).replace("8080", "" + CLUSTER.port(0)));
        ProcessBuilder shell = new ProcessBuilder("bash", "typed.sh")
                .directory(directory.toFile())
                .redirectErrorStream(true);
        shell.environment().merge("PATH", System.getProperty("java.home") + "/bin:", (path, java) -> java + path);

        Process typed = shell.start();
        CompletableFuture.delayedExecutor(2, TimeUnit.MINUTES).execute(() -> kill(typed));
        try (BufferedReader output = typed.inputReader(StandardCharsets.UTF_8)) {
            assertThat(until(output, "heartbeatMs", "room.synced", "Milk or lemon?"))
                    .contains("\"duplicate\":false", "\"duplicate\":true", "\"hasBefore\"", "\"reset\":false")
                    .doesNotContain("\"error\"");
            answer(output);
        } finally {
            kill(typed);
        }
    }

    /** Does what somebody in another terminal does, and reads on until the program has heard of it. */
    private static void answer(BufferedReader output) throws IOException {
        TestPerson bob = TestPerson.register(CLUSTER.port(0), "bob");
        String tea = bob.get(CLUSTER.port(0), "/api/rooms/directory?q=Tea")
                .expect(200)
                .getJsonArray("rooms")
                .getJsonObject(0)
                .getString("id");
        bob.post(CLUSTER.port(0), "/api/rooms/" + tea + "/join", null).expect(200);
        bob.say(CLUSTER.port(0), tea, "Lemon, please.");

        assertThat(until(output, "Lemon, please.")).contains("message.posted", "Lemon, please.");
    }

    /** What is printed up to where all that is awaited has come, in whatever order. */
    private static String until(BufferedReader output, String... awaited) throws IOException {
        StringBuilder printed = new StringBuilder();
        String line = "";
        while (line != null && !Arrays.stream(awaited).allMatch(printed.toString()::contains)) {
            line = output.readLine();
            printed.append(line).append('\n');
        }
        return printed.toString();
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }

    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toList());
    }
}
