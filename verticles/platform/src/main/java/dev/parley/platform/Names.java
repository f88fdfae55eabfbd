package dev.parley.platform;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What all names that people give have in common: normalised, in one line, without characters that nobody sees or that turn the text around them. */
public final class Names {

    /** Group 1: a joiner inside an emoji, which is seen. Else a control, format (zero-width, direction), private, unassigned or lone surrogate character, or a line separator. */
    private static final Pattern HIDDEN = Pattern.compile(
            "(\\p{IsExtended_Pictographic}[\\uFE0F\\x{1F3FB}-\\x{1F3FF}]*\\u200D(?=\\p{IsExtended_Pictographic}))|[\\p{C}\\u2028\\u2029]");

    /** More marks on one letter than any language writes. */
    private static final Pattern PILE = Pattern.compile("\\p{M}{5}");

    private static final Pattern SPACE = Pattern.compile("[\\p{Z}\\s]+");

    private Names() {}

    /** The name in NFC, without surrounding and repeated spaces. */
    public static String tidy(String name) {
        return SPACE.matcher(Normalizer.normalize(name, Normalizer.Form.NFC))
                .replaceAll(" ")
                .strip();
    }

    /** The name without the characters that nobody sees, tidied. */
    public static String clean(String name) {
        return tidy(HIDDEN.matcher(SPACE.matcher(name).replaceAll(" "))
                .replaceAll(found -> found.group(1) == null ? "" : Matcher.quoteReplacement(found.group())));
    }

    /** Whether the name has no characters that nobody sees, and no piles of marks. */
    public static boolean plain(String name) {
        return HIDDEN.matcher(name).results().allMatch(found -> found.group(1) != null)
                && !PILE.matcher(name).find();
    }

    /** How many characters people would count, roughly: code points. */
    public static int length(String name) {
        return name.codePointCount(0, name.length());
    }

    /** The name as it is compared and sorted: NFKC, in lower case. */
    public static String fold(String name) {
        String lower = Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return Normalizer.normalize(lower, Normalizer.Form.NFKC);
    }
}
