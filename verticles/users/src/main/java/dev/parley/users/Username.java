package dev.parley.users;

import com.ibm.icu.text.SpoofChecker;
import dev.parley.contracts.Failures;
import dev.parley.platform.Names;
import java.util.regex.Pattern;

/**
 * The unique name of an account.
 *
 * @param text NFKC, in lower case
 * @param skeleton the same for all names that look alike
 */
record Username(String text, String skeleton) {

    private static final Pattern SHAPE = Pattern.compile("[\\p{L}\\p{Nd}][\\p{L}\\p{M}\\p{Nd}._-]{1,31}");
    private static final SpoofChecker LOOKS = new SpoofChecker.Builder().build();

    /** The name that somebody asks for; fails with {@code invalid_username}. */
    static Username parse(String asked) {
        String text = Names.fold(asked);
        if (!SHAPE.matcher(text).matches() || !Names.plain(text)) {
            throw Failures.invalid(
                    "invalid_username",
                    "A username has 2 to 32 letters, digits, dots, dashes or underscores, and begins with a letter or digit.");
        }
        return new Username(text, Names.fold(LOOKS.getSkeleton(text)));
    }
}
