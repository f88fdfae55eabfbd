package dev.parley.contracts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The pages of the project, as seen from the module that tests them. */
final class Documents {

    private static final Path TOP = Path.of("..");

    private Documents() {}

    /** The text of a page. */
    static String read(String page) {
        try {
            return Files.readString(TOP.resolve(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** README and every page in docs. */
    static List<String> pages() {
        try (Stream<Path> files = Files.walk(TOP.resolve("docs"))) {
            Stream<String> docs = files.filter(file -> file.toString().endsWith(".md"))
                    .map(file -> TOP.relativize(file).toString());
            return Stream.concat(Stream.of("README.md"), docs)
                    .filter(page -> Files.exists(TOP.resolve(page)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
