package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
@Timeout(60)
class DataDirectoryTest {

    @TempDir
    private Path root;

    @Test
    void aNodeThatHasEndedDoesNotRunAlthoughItsParentHasNotTakenNotice() throws IOException {
        DataDirectory data = new DataDirectory(root);
        // The child ends when it is told to, which is when its parent is one that waits for nobody.
        Process parent =
                new ProcessBuilder("sh", "-c", "exec 3<&0; { read line <&3; } & echo $!; exec sleep 60").start();
        try (BufferedReader output = parent.inputReader();
                BufferedWriter input = parent.outputWriter()) {
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
            Files.writeString(
                    root.resolve("nodes").resolve(child.pid() + ".json"),
                    new JsonObject()
                            .put(
                                    "started",
                                    child.info().startInstant().orElseThrow().toString())
                            .encode());
            // its command line says so from the beginning
            await(parent.toHandle(), it -> it.info().command().orElse("").contains("sleep"));
            input.newLine();
            input.flush();
            await(child, it -> it.info().command().isEmpty());

            assertThat(child.isAlive()).isTrue();
            assertThat(data.others()).isEmpty();
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void theThreadsOfANodeTakeTurns() throws Exception {
        DataDirectory data = new DataDirectory(root);
        List<String> order = new CopyOnWriteArrayList<>();
        FutureTask<Boolean> later = new FutureTask<>(() -> data.exclusively(() -> order.add("second")));
        Thread second = new Thread(later);
        data.exclusively(() -> {
            second.start();
            while (second.isAlive() && second.getState() != Thread.State.BLOCKED) {
                Thread.onSpinWait();
            }
            return order.add("first");
        });
        assertThat(later.get()).isTrue();
        assertThat(order).containsExactly("first", "second");
    }

    @Test
    void aVersionThatWasNeverWrittenIsWritten() throws IOException {
        Path version = Files.createFile(root.resolve("version"));
        DataDirectory data = new DataDirectory(root);
        assertThat(data.others()).isEmpty();
        assertThat(version).hasContent("1");
    }

    private static void await(ProcessHandle process, Predicate<ProcessHandle> state) {
        while (!state.test(process)) {
            Thread.onSpinWait();
        }
    }
}
