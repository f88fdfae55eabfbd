package dev.parley.messages;

import dev.parley.contracts.Failures;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wrote, after the checks: NFC, 1 to 8,000 characters, not only white space.
 *
 * @param content the text
 */
record Wording(String content) {

    /** How many characters a message may have, counted as code points. */
    static final int MOST_CHARACTERS = 8_000;

    /** How many people one message can mention; further mentions are only text. */
    static final int MOST_MENTIONS = 20;

    /** No text of so many characters becomes short enough by normalisation. */
    private static final int HOPELESS = 4 * MOST_CHARACTERS;

    private static final Pattern MENTION =
            Pattern.compile("<@([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})>");

    /** The wording of a raw text; fails with {@code empty_message}, {@code message_too_long} or {@code invalid_request}. */
    static Wording of(String raw) {
        if (raw.length() > HOPELESS) {
            throw tooLong();
        }
        refuseBroken("/content", raw);
        if (raw.codePoints().allMatch(Wording::invisible)) {
            throw Failures.invalid("empty_message", "A message must say something.");
        }
        String content = Normalizer.normalize(raw, Normalizer.Form.NFC);
        if (content.codePointCount(0, content.length()) > MOST_CHARACTERS) {
            throw tooLong();
        }
        return new Wording(content);
    }

    /** Fails with {@code invalid_request} when a text has a NUL or half a character, which no store takes. */
    static void refuseBroken(String path, String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            boolean pair = Character.isHighSurrogate(unit)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (unit == 0 || (Character.isSurrogate(unit) && !pair)) {
                throw Failures.invalidField(path, "has a NUL or half a character");
            }
            i += pair ? 1 : 0;
        }
    }

    /** Who is written of as {@code <@id>}, each once, in order; whether they are members is for others to say. */
    List<UUID> mentioned() {
        if (!content.contains("<@")) {
            return List.of();
        }
        return MENTION.matcher(content)
                .results()
                .map(match -> UUID.fromString(match.group(1).toLowerCase(Locale.ROOT)))
                .distinct()
                .limit(MOST_MENTIONS)
                .toList();
    }

    /** What a key stands for: the same for the same wording in answer to the same message. Short on purpose: it outlives a deletion and must not tell what was written. */
    long digest(@Nullable Long replyTo) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(ByteBuffer.allocate(Long.BYTES).putLong(0, replyTo == null ? 0 : replyTo));
            return ByteBuffer.wrap(sha.digest(content.getBytes(StandardCharsets.UTF_8)))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean invisible(int character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.getType(character) == Character.CONTROL
                || Character.getType(character) == Character.FORMAT;
    }

    private static RuntimeException tooLong() {
        return Failures.invalid("message_too_long", "A message has at most 8,000 characters.");
    }
}
