package dev.parley.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.contracts.Failures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmojiTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "👍",
                "👍🏽",
                "❤️",
                "🇵🇱",
                "1️⃣",
                "👩‍🚀",
                "👨‍👩‍👧‍👦",
                "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
                "🏳️‍🌈",
                "❤️‍🔥",
                "🫱🏻‍🫲🏿"
            })
    void anEmojiIsTakenAsItIs(String emoji) {
        assertThat(Emoji.of(emoji)).isEqualTo(emoji);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "1",
                "#",
                "👍👍",
                "👍a",
                "a👍",
                "🇵",
                "🇵🇱🇵",
                "word",
                " 👍",
                "\u200D",
                "👩‍",
                "\uFE0F",
                "<b>",
                "👍\u0301",
                "\uD83D"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Emoji.of(text))
                .satisfies(failure -> assertThat(Failures.reason(failure)).isEqualTo("invalid_emoji"));
    }

    @Test
    void twoSpellingsAreOneEmoji() {
        assertThat(Emoji.of("❤")).isEqualTo("❤️");
        assertThat(Emoji.of("1\u20E3")).isEqualTo("1️⃣");
    }
}
