package dev.parley.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class TrainingTest {

    @TempDir
    private Path directory;

    /** With AOTMode=on a JVM that cannot use what it is given does not start. */
    @Test
    void aNodeStartsWithWhatWasLearned() throws IOException, InterruptedException {
        NodeJvm jvm = new NodeJvm(
                Path.of("..", "deploy", "node", "target").toAbsolutePath().normalize());
        assumeTrue(jvm.packaged() || System.getenv("CI") != null, "the node is packaged by mvn verify");
        ClusterScenario scenario = ClusterScenario.training();
        scenario.quick();
        Path cache = directory.resolve("parley.aot");

        Training.train(jvm, scenario, cache, what -> {});

        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(Flags.node());
        command.addAll(NodeJvm.and("-XX:AOTCache=" + cache));
        command.addAll(List.of("-XX:AOTMode=on", "-cp", jvm.classPath(), "dev.parley.node.Main", "help"));
        assertThat(Programs.run(command, Map.of(), directory)).contains("./parley join");
    }
}
