package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;

/**
 * Every script can be run by an installation that has those which came before it: Flyway refuses one that is numbered before the newest of its schema.
 *
 * <p>In which order scripts came their numbers do not say, so it is written down in {@code scripts.txt}. That a new one is put at the end of that list is left to whoever writes it.
 */
class ScriptsTest {

    private static final Path TOP = Path.of("..", "..");
    private static final String JOBS = "jobs";

    private record Script(String schema, MigrationVersion number, String line) {

        static Script of(String line) {
            String[] parts = line.split("/V|__", 3);
            return new Script(parts[0], MigrationVersion.fromVersion(parts[1]), line);
        }

        /** Whether both are run in some schema. */
        boolean meets(Script other) {
            return schema.equals(other.schema) || schema.equals(JOBS) || other.schema.equals(JOBS);
        }
    }

    @Test
    void theListHasEveryScript() throws IOException {
        try (Stream<Path> modules = Files.list(TOP.resolve("verticles"))) {
            List<String> there = modules.map(module -> module.resolve("src/main/resources/db"))
                    .filter(Files::isDirectory)
                    .flatMap(ScriptsTest::scripts)
                    .toList();
            assertThat(listed()).extracting(Script::line).containsExactlyInAnyOrderElementsOf(there);
        }
    }

    @Test
    void everyScriptIsNumberedAfterThoseThatCameBeforeIt() throws IOException {
        List<Script> scripts = listed();
        for (int i = 0; i < scripts.size(); i++) {
            Script script = scripts.get(i);
            assertThat(scripts.subList(0, i).stream()
                            .filter(script::meets)
                            .filter(before -> before.number().compareTo(script.number()) >= 0)
                            .map(Script::line))
                    .as("scripts that came before %s and have no smaller number", script.line())
                    .isEmpty();
        }
    }

    private static List<Script> listed() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/scripts.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(Script::of)
                .toList();
    }

    private static Stream<String> scripts(Path db) {
        try (Stream<Path> files = Files.walk(db)) {
            return files
                    .filter(file -> file.toString().endsWith(".sql"))
                    .map(file -> db.relativize(file).toString().replace('\\', '/'))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
