package dev.parley.users;

import dev.parley.contracts.Failures;
import dev.parley.platform.Names;
import java.util.ArrayList;
import java.util.List;

/**
 * The name that others read.
 *
 * @param text tidied, without characters that nobody sees
 */
record DisplayName(String text) {

    private static final int MOST = 64;
    private static final int MOST_KEYS = 8;

    /** The name that somebody gives; fails with {@code invalid_name}. */
    static DisplayName parse(String given) {
        String text = Names.clean(given);
        if (text.isEmpty() || Names.length(text) > MOST || !Names.plain(text)) {
            throw Failures.invalid("invalid_name", "A display name has 1 to 64 characters.");
        }
        return new DisplayName(text);
    }

    /** What finds the person: the folded name from each of its first words on. */
    List<String> keys() {
        List<String> keys = new ArrayList<>();
        String rest = Names.fold(text);
        while (!rest.isEmpty() && keys.size() < MOST_KEYS) {
            keys.add(rest);
            int space = rest.indexOf(' ');
            rest = space < 0 ? "" : rest.substring(space + 1).strip();
        }
        return keys.stream().distinct().toList();
    }
}
