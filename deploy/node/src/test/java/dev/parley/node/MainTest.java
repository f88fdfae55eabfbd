package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line, in a process of its own. */
class MainTest {

    @TempDir
    Path directory;

    @Test
    void aPortInUseIsToldInOneSentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
            Ended ended = run("run", "--port", String.valueOf(taken.getLocalPort()), "--data", data());
            ended.refused("The port " + taken.getLocalPort() + " is in use");
        }
    }

    @Test
    void aBrokenConfigurationIsToldInOneSentence() throws Exception {
        Path file = Files.writeString(directory.resolve("broken.yaml"), "databse: {}\n");
        run("check-config", "--config", file.toString()).refused("databse is not a setting");
        run("check-config", "--config", "/nowhere.yaml").refused("There is no configuration file");
    }

    @Test
    void aSoundConfigurationIsSaidToBeSound() throws Exception {
        Ended ended = run("check-config");
        assertThat(ended.code).isZero();
        assertThat(ended.output).isEqualTo("The configuration is valid.\n");
    }

    @Test
    void aDirectoryOfAnotherVersionIsToldInOneSentence() throws Exception {
        Files.writeString(directory.resolve("version"), "99\n");
        run("run", "--port", String.valueOf(freePort()), "--data", data()).refused("written by another version");
    }

    @Test
    void anAddressThatCannotBeTakenIsToldInOneSentence() throws Exception {
        Path file = Files.writeString(directory.resolve("elsewhere.yaml"), "bridge:\n  operationsHost: 192.0.2.1\n");
        Ended ended = run("run", "--port", String.valueOf(freePort()), "--data", data(), "--config", file.toString());
        assertThat(ended.output).contains("parley: Parley cannot start: ").doesNotContain("Exception in thread");
        assertThat(ended.code).isEqualTo(1);
    }

    @Test
    void whereNobodyRunsThereIsNothingToJoin() throws Exception {
        run("join", "--data", data()).refused("No node runs on the data directory");
    }

    @Test
    void whatIsNotKnownIsToldInOneSentence() throws Exception {
        run("walk").refused("There is no command walk");
        run("run", "--prot", "1").refused("There is no option --prot");
        run("run", "--port").refused("--port needs a value");
        run("run", "--port", "many").refused("--port must be a number");
    }

    @Test
    void aNodeSaysWhereItIsAndStopsInOrderWhenTold() throws Exception {
        int port = freePort();
        Process node = start(List.of("run", "--port", String.valueOf(port), "--data", data()));
        try (BufferedReader lines = node.inputReader(StandardCharsets.UTF_8)) {
            String ready = "Parley is ready at http://localhost:" + port;
            assertThat(lines.lines().anyMatch(ready::equals)).isTrue();
            TestPerson alice = TestPerson.register(port, "alice");
            alice.get(port, "/api/me").expect(200);
            // Process.destroy would close the output that is read here.
            node.toHandle().destroy();
            assertThat(lines.lines().toList()).anyMatch(line -> line.endsWith("Stopped."));
        }
        assertThat(node.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(node.exitValue()).isZero();
        assertThat(Files.exists(directory.resolve("postgres").resolve("postmaster.pid")))
                .isFalse();
        Ended first = run("restored", "--data", data());
        assertThat(first.code).isZero();
        assertThat(epoch(run("restored", "--data", data()))).isGreaterThan(epoch(first));
    }

    /** The epoch that a command said to begin. */
    private static long epoch(Ended command) {
        Matcher told =
                Pattern.compile("^Epoch (\\d+) begins", Pattern.MULTILINE).matcher(command.output);
        assertThat(told.find()).as(command.output).isTrue();
        return Long.parseLong(told.group(1));
    }

    private String data() {
        return directory.toString();
    }

    private record Ended(int code, String output) {

        void refused(String sentence) {
            assertThat(output).startsWith("parley: ").contains(sentence).doesNotContain("\tat ");
            assertThat(code).isEqualTo(1);
        }
    }

    private static Ended run(String... arguments) throws IOException, InterruptedException {
        Process process = start(List.of(arguments));
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    /** Runs a command in a process of its own; a node takes any free port for operations. */
    static Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=conf/logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PARLEY_BRIDGE_OPERATIONS_PORT", "0");
        return builder.start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
