package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whoever pins a version looks up its advisories: each pinned version has a row in the table, and no row is stale. */
class PinnedVersionsTest {

    private static final Path TOP = Path.of("..", "..");
    private static final Pattern PIN = Pattern.compile(
            "<dependency>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>\\s*<version>([^<]+)</version>");
    private static final Pattern PROPERTY = Pattern.compile("<([\\w.-]+\\.version)>([^<]+)</");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| ([^|]+?) \\|");

    @Test
    void everyPinnedVersionHasARowAndNoRowIsStale() throws IOException {
        Set<String> pinned = new TreeSet<>(javaPins());
        pinned.addAll(webPins());

        assertThat(rows()).containsExactlyElementsOf(pinned);
    }

    @Test
    void pinsAreExact() throws IOException {
        assertThat(javaPins())
                .hasSizeGreaterThan(20)
                .noneMatch(pin -> pin.matches(".*[\\[(,].*|.*LATEST.*|.*RELEASE.*"));
        assertThat(webPins()).isNotEmpty().allMatch(pin -> pin.matches("npm:\\S+ \\d[\\w.-]*"));
    }

    private static Set<String> javaPins() throws IOException {
        String pom = Files.readString(TOP.resolve("pom.xml"));
        Map<String, String> properties = PROPERTY.matcher(pom)
                .results()
                .collect(Collectors.toMap(match -> "${" + match.group(1) + "}", match -> match.group(2)));
        return PIN.matcher(pom)
                .results()
                .filter(match -> !match.group(1).equals("dev.parley"))
                .map(match -> match.group(1) + ":" + match.group(2) + " "
                        + properties.getOrDefault(match.group(3), match.group(3)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> webPins() throws IOException {
        JsonObject dependencies = new JsonObject(Files.readString(TOP.resolve("webapp-static/package.json")))
                .getJsonObject("dependencies");
        return dependencies.stream()
                .map(entry -> "npm:" + entry.getKey() + " " + entry.getValue())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> rows() throws IOException {
        return ROW.matcher(Files.readString(TOP.resolve("docs/security-advisories.md")))
                .results()
                .map((MatchResult match) -> match.group(1) + " " + match.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
