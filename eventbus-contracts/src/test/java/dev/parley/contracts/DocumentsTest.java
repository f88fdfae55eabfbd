package dev.parley.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages show as JSON is JSON, and what they point to is there. */
class DocumentsTest {

    private static final Pattern BLOCK = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern INLINE = Pattern.compile("`(\\{\"[^`]*)`");

    private static final Pattern LINK =
            Pattern.compile("(?:\\]\\(|src=\"|srcset=\")(?!https?:|#|mailto:)([^)#\\s\"]+)");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|Suite|Races|Counts))(?:\\.(\\w+))?`");

    static List<String> pages() {
        return Documents.pages();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everySampleParses(String page) {
        String text = Documents.read(page);
        Matcher blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            assertParses(page, blocks.group(1));
        }
        Matcher inline = INLINE.matcher(text);
        while (inline.find()) {
            assertParses(page, withoutNotation(inline.group(1)));
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(String page) {
        for (MatchResult link : LINK.matcher(Documents.read(page)).results().toList()) {
            assertThat(Documents.beside(page, link.group(1)))
                    .as("the link in %s to %s", page, link.group(1))
                    .exists();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyTestThatAPageNamesIsThere(String page) {
        for (MatchResult named : TEST.matcher(Documents.read(page)).results().toList()) {
            String source = Documents.javaSource(named.group(1));
            assertThat(source).as("%s, which %s names", named.group(1), page).isNotEmpty();
            if (named.group(2) != null) {
                assertThat(source).as(page).contains("void " + named.group(2) + "(");
            }
        }
    }

    @Test
    void theErrorInTheProtocolPageIsAsItsSchemaSays() {
        Matcher first = BLOCK.matcher(Documents.read("docs/protocol.md"));
        assertThat(first.find()).isTrue();

        assertThat(new Schemas().complaints("common.json#/$defs/Error", new JsonObject(first.group(1))))
                .isEmpty();
    }

    @Test
    void aBrokenSampleIsNoticed() {
        assertThat(INLINE.matcher("see `{\"a\":}` there").find()).isTrue();
        assertThatCode(() -> Json.decodeValue(withoutNotation("{\"a\":}"))).isInstanceOf(DecodeException.class);
        assertThatCode(() -> Json.decodeValue(withoutNotation("{\"address\":R-or-T,\"body\":{…},\"rev\":N,\"id\":…}")))
                .doesNotThrowAnyException();
    }

    private static void assertParses(String page, String sample) {
        assertThatCode(() -> Json.decodeValue(sample))
                .as("a sample in %s: %s", page, sample)
                .doesNotThrowAnyException();
    }

    /** In running text, words like {@code A} or {@code R-or-T} and the ellipsis stand for values. */
    private static String withoutNotation(String sample) {
        return sample.replace("{…}", "{}").replaceAll(":(…|[A-Z][A-Za-z-]*)(?=[,}\\]])", ":null");
    }
}
