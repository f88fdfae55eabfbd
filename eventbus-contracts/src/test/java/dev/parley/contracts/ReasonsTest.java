package dev.parley.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Programs act on reasons, so each that can be given is on the protocol page, with its code. */
class ReasonsTest {

    private static final Pattern GIVEN =
            Pattern.compile("Failures\\s*\\.\\w+\\(\\s*(?:Failure\\.\\w+,\\s*)?\"([a-z_]+)\"");
    private static final Pattern PROMISED = Pattern.compile("Reasons:([^/]*)");
    private static final Pattern WORD = Pattern.compile("\\{@code ([a-z]+(?:_[a-z]+)+)}");
    private static final Pattern LISTED = Pattern.compile("`([a-z]+(?:_[a-z]+)*)`");

    @Test
    void everyReasonThatIsGivenIsListed() {
        Set<String> given = new TreeSet<>();
        Documents.productSources()
                .forEach((path, text) -> GIVEN.matcher(text).results().forEach(match -> given.add(match.group(1))));

        assertThat(given).hasSizeGreaterThan(20);
        assertThat(listed()).containsAll(given);
    }

    @Test
    void everyReasonThatIsListedIsGiven() {
        String everything = String.join("\n", Documents.productSources().values());

        assertThat(listed()).allSatisfy(reason -> assertThat(everything).contains('"' + reason + '"'));
    }

    @Test
    void everyReasonThatAContractNamesIsListed() {
        Set<String> promised = new TreeSet<>();
        Documents.productSources().forEach((path, text) -> {
            if (path.endsWith("Service.java")) {
                PROMISED.matcher(text)
                        .results()
                        .flatMap(match -> WORD.matcher(match.group(1)).results())
                        .forEach(match -> promised.add(match.group(1)));
            }
        });

        assertThat(promised).hasSizeGreaterThan(15);
        assertThat(listed()).containsAll(promised);
    }

    private static Set<String> listed() {
        String page = Documents.read("docs/protocol.md");
        return page.substring(page.indexOf("### Reasons"), page.indexOf("### Shapes"))
                .lines()
                .filter(line -> line.matches("\\| \\d{3} .*"))
                .map(line -> line.split("\\|", -1)[2])
                .flatMap(cell -> LISTED.matcher(cell).results())
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
