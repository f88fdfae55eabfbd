package dev.parley.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is measured of processes from outside. */
class ProbeTest {

    /** The child works until its own count of ticks of a hundredth of a second says that it has taken ten. */
    private static final String CHILD_WORKS_AND_ENDS =
            "(while read s < /proc/self/stat; set -- $s; [ ${14} -lt 10 ]; do :; done) & wait $!; echo ended; read go";

    @Test
    void countsWhatAChildTookThatHasEnded() throws IOException {
        Process parent = new ProcessBuilder("sh", "-c", CHILD_WORKS_AND_ENDS).start();
        try (BufferedReader output = parent.inputReader()) {
            assertThat(output.readLine()).isEqualTo("ended");
            Probe own = new Probe(parent.toHandle());

            assertThat(Probe.all(Stream.of(parent.toHandle())) - own.processor())
                    .isGreaterThanOrEqualTo(0.1);
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void knowsOfAJavaProcessWhatItNeedsWithoutTheReserveOfItsHeap() {
        Probe self = new Probe(ProcessHandle.current());
        byte[][] garbage = new byte[64][];
        for (int i = 0; i < garbage.length; i++) {
            garbage[i] = new byte[1024 * 1024];
        }
        assertThat(garbage).hasDimensions(64, 1024 * 1024);
        double holding = self.needed();
        garbage = new byte[0][];
        self.collect();

        assertThat(self.needed()).isBetween(1_000.0, Math.min(holding - 32 * 1024, self.resident()));
        assertThat(garbage).isEmpty();
    }
}
