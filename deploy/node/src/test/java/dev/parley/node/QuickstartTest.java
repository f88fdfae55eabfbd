package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the quick start tells people to type works as it is written. */
class QuickstartTest {

    private static final Path PAGE = Path.of("..", "..", "docs", "quickstart.md");

    @RegisterExtension
    static final TestCluster CLUSTER = new TestCluster(1);

    @Test
    @Timeout(120)
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
        List<String> printed = new ArrayList<>();
        try (BufferedReader output = typed.inputReader(StandardCharsets.UTF_8)) {
            for (String line = ""; line != null && !line.contains("message.posted"); line = output.readLine()) {
                printed.add(line);
            }
        } finally {
            typed.descendants().forEach(ProcessHandle::destroy);
            typed.destroy();
        }

        String all = String.join("\n", printed);
        assertThat(all).contains("\"duplicate\":false", "\"duplicate\":true", "\"hasBefore\"", "\"reset\":false");
        assertThat(all).contains("\"heartbeatMs\"", "room.synced");
        assertThat(all).doesNotContain("\"error\"");
    }

    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toList());
    }
}
