package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The web app in real browsers against a real node; the pictures it takes are in {@code target/screens}. */
class BrowserTest {

    @RegisterExtension
    static final TestCluster CLUSTER = new TestCluster(1);

    @Test
    void twoPeopleTalkInTwoBrowsers() throws IOException, InterruptedException {
        Path screens = Path.of("target", "screens").toAbsolutePath();
        Files.createDirectories(screens);
        Path output = screens.resolve("output.txt");
        Process walk = new ProcessBuilder(
                        "node",
                        "test/browser/two-people.mjs",
                        "http://localhost:" + CLUSTER.port(0) + "/",
                        screens.toString())
                .directory(Path.of("..", "..", "webapp-static").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = walk.waitFor(10, TimeUnit.MINUTES);
        walk.destroyForcibly();
        assertThat(ended).isTrue();
        assertThat(walk.exitValue())
                .as(Files.readString(output, StandardCharsets.UTF_8))
                .isZero();
    }
}
