package dev.parley.messages;

import dev.parley.contracts.Failures;
import java.util.regex.Pattern;

/** Tells what is one emoji (Unicode Technical Standard 51), and gives each one spelling. */
final class Emoji {

    private static final int MOST_UNITS = 64;
    private static final String FLAG = "[\\x{1F1E6}-\\x{1F1FF}]{2}";
    private static final String KEYCAP = "[0-9#*]\\x{FE0F}?\\x{20E3}";
    private static final String PICTURE = "(?![0-9#*\\x{1F1E6}-\\x{1F1FF}])\\p{IsEmoji}"
            + "(?:\\p{IsEmoji_Modifier}|\\x{FE0F}|[\\x{E0020}-\\x{E007E}]{1,16}\\x{E007F})?";
    private static final Pattern ONE =
            Pattern.compile("%s|%s|%s(?:\\x{200D}%s){0,8}".formatted(FLAG, KEYCAP, PICTURE, PICTURE));

    private Emoji() {}

    /** The emoji in its one spelling, which asks for the coloured picture; fails with {@code invalid_emoji}. */
    static String of(String text) {
        if (text.length() > MOST_UNITS || !ONE.matcher(text).matches()) {
            throw Failures.invalid("invalid_emoji", "A reaction is one emoji.");
        }
        int first = text.codePointAt(0);
        if (text.length() == 2 && text.charAt(1) == '\u20E3') {
            return text.charAt(0) + "\uFE0F\u20E3";
        }
        boolean single = text.length() == Character.charCount(first);
        return single && !Character.isEmojiPresentation(first) ? text + '\uFE0F' : text;
    }
}
