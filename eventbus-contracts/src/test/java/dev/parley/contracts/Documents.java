package dev.parley.contracts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The pages of the project, as seen from the module that tests them. */
final class Documents {

    private static final Path TOP = Path.of("..");
    private static final Map<String, String> TESTS = testSources();

    private Documents() {}

    /** The text of a page. */
    static String read(String page) {
        try {
            return Files.readString(TOP.resolve(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file that a link of a page means. */
    static Path beside(String page, String link) {
        return TOP.resolve(page).resolveSibling(link).normalize();
    }

    /** The source of a test class of any module; empty when there is none. */
    static String javaSource(String name) {
        return TESTS.getOrDefault(name, "");
    }

    /** The text of all Java sources of the product, by path. */
    static Map<String, String> productSources() {
        return sources(".*/src/main/java/.*\\.java", List.of("eventbus-contracts", "verticles", "bridge"));
    }

    private static Map<String, String> testSources() {
        Map<String, String> byName = new HashMap<>();
        sources(
                        ".*/src/test/java/.*(Test|Suite|Races|Counts)\\.java",
                        List.of("eventbus-contracts", "verticles", "bridge", "deploy", "bench"))
                .forEach((path, text) -> byName.merge(
                        Path.of(path).getFileName().toString().replace(".java", ""), text, String::concat));
        return byName;
    }

    private static Map<String, String> sources(String pattern, List<String> roots) {
        Map<String, String> sources = new HashMap<>();
        for (String root : roots) {
            try (Stream<Path> files = Files.walk(TOP.resolve(root))) {
                for (Path file :
                        files.filter(path -> path.toString().matches(pattern)).toList()) {
                    sources.put(file.toString(), Files.readString(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return sources;
    }

    /** The pages at the top, and every page in docs. */
    static List<String> pages() {
        try (Stream<Path> files = Files.walk(TOP.resolve("docs"))) {
            Stream<String> docs = files.filter(file -> file.toString().endsWith(".md"))
                    .map(file -> TOP.relativize(file).toString());
            return Stream.concat(Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md"), docs)
                    .filter(page -> Files.exists(TOP.resolve(page)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
