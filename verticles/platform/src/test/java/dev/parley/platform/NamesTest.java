package dev.parley.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0000b",
                "a\u200Bb",
                "a\u202Eb",
                "a\u2066b",
                "a\uFEFFb",
                "a\nb",
                "a\u200Db",
                "a\uD800b",
                "a\u0301\u0301\u0301\u0301\u0301"
            })
    void whatNobodySeesIsNotPlain(String name) {
        assertThat(Names.plain(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"general", "Zoë", "日本語", "👩‍💻 devs", "❤️‍🔥", "👩🏽‍🚀", "नमस्ते", "שלום"})
    void whatPeopleWriteIsPlain(String name) {
        assertThat(Names.plain(name)).isTrue();
        assertThat(Names.clean(name)).isEqualTo(name);
    }

    @Test
    void namesAreTidied() {
        assertThat(Names.tidy("  Ze\u0308 \t do\u00A0 it ")).isEqualTo("Zë do it");
        assertThat(Names.clean("A\u202Ed\u200Ba\u0007\nL")).isEqualTo("Ada L");
        assertThat(Names.fold("Ⓐda ＫING")).isEqualTo("ada king");
    }
}
