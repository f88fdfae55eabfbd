package dev.parley.bench.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run clears away what earlier ones left, and nothing of those that go on. */
class AbandonedTest {

    @TempDir
    private Path among;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void whatARunThatIsNoMoreLeftIsEndedAndRemoved() throws IOException, InterruptedException {
        Process owner = start("cat");
        Path directory = Abandoned.directory(among, owner.toHandle());
        Process service = service(directory);

        Abandoned.clean(among);
        assertThat(directory).exists();
        assertThat(service.isAlive()).isTrue();

        owner.destroyForcibly().waitFor();
        Abandoned.clean(among);
        assertThat(directory).doesNotExist();
        assertThat(service.waitFor()).isNotZero();
    }

    @Test
    void whatLivesIsLeftAlone() throws IOException {
        Path directory = Abandoned.directory(among, ProcessHandle.current());
        Process service = service(directory);

        Abandoned.clean(among);

        assertThat(directory).exists();
        assertThat(service.isAlive()).isTrue();
    }

    /** A process that works in a directory, as its command line says. */
    private Process service(Path directory) throws IOException {
        return start("sh", "-c", "read line", directory.resolve("data").toString());
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }
}
