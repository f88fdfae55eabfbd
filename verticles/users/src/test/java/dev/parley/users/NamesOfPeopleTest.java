package dev.parley.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.contracts.Failures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesOfPeopleTest {

    @ParameterizedTest
    @CsvSource({"Ada,ada", "ＡＤＡ,ada", "zoë,zoë", "日本,日本", "a.b-c_9,a.b-c_9", "7seas,7seas"})
    void usernamesAreCanonical(String asked, String text) {
        assertThat(Username.parse(asked).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "-ab",
                "_ab",
                "a b",
                "a@b",
                "a/b",
                "ab\u200B",
                "ab\u202E",
                "ab\u0000",
                "😀😀",
                "\u0301ab",
                "abcdefghijabcdefghijabcdefghij123"
            })
    void otherUsernamesAreRefused(String asked) {
        assertThatThrownBy(() -> Username.parse(asked))
                .satisfies(failure -> assertThat(Failures.reason(failure)).isEqualTo("invalid_username"));
    }

    @ParameterizedTest
    @CsvSource({"paypal,pаypal", "admin,аdmin", "paul0,paulO", "bill,bi1l", "scope,ѕсоре"})
    void namesThatLookAlikeHaveOneSkeleton(String one, String other) {
        assertThat(Username.parse(one).skeleton())
                .isEqualTo(Username.parse(other).skeleton());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a@example.com", "a.b+c@sub.example.co", "ü@example.com", "A@EXAMPLE.com", "a@bücher.example"})
    void addressesAreTaken(String given) {
        assertThat(Email.parse(given).text()).isEqualTo(Email.normal(given)).isLowerCase();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "a",
                "a@",
                "@b.c",
                "a@b",
                "a..b@example.com",
                ".a@example.com",
                "a b@example.com",
                "a@exa mple.com",
                "a@-b.com",
                "a@b..com",
                "a@b@c.com",
                "a\u0000@example.com",
                "a\n@example.com"
            })
    void whatIsNoAddressIsRefused(String given) {
        assertThatThrownBy(() -> Email.parse(given))
                .satisfies(failure -> assertThat(Failures.reason(failure)).isEqualTo("invalid_email"));
    }

    @Test
    void tooLongAddressesAreRefused() {
        assertThatThrownBy(() -> Email.parse("a".repeat(65) + "@example.com")).isNotNull();
        assertThatThrownBy(() -> Email.parse("a@" + "b".repeat(60) + ".c".repeat(120)))
                .isNotNull();
    }

    @Test
    void aDisplayNameIsFoundByEachOfItsWords() {
        assertThat(DisplayName.parse("Ada King  Lovelace").keys())
                .containsExactly("ada king lovelace", "king lovelace", "lovelace");
        assertThat(DisplayName.parse("x ".repeat(32)).keys()).hasSize(8);
    }
}
