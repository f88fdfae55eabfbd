package dev.parley.users;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes and reads the tokens that renew sessions.
 *
 * <p>A token is {@code <session>.<secret><tag>}. The secret that follows another is its HMAC under a secret of the installation: the same token gives the same next one on every node, without that one being stored. The tag is an HMAC
 * too, and shows that the token was made here: so a used token ends its session, and an invented one does not.
 */
final class RefreshTokens {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int SECRET_BYTES = 32;
    private static final int SECRET_CHARS = 43;
    private static final int TAG_BYTES = 18;
    private static final int ID_CHARS = 36;
    private static final int CHARS = ID_CHARS + 1 + SECRET_CHARS + 24;

    private final SecureRandom random = new SecureRandom();
    private final byte[] installation;

    /** Tokens of an installation with this secret. */
    RefreshTokens(byte[] installation) {
        this.installation = installation.clone();
    }

    /**
     * A token as it was made.
     *
     * @param sessionId the session that it renews
     * @param secret what proves the right to
     */
    record Token(UUID sessionId, String secret) {

        /** What is stored of it: SHA-256 of the secret. */
        byte[] hash() {
            try {
                return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The first token of a session. */
    Token first(UUID sessionId) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new Token(sessionId, BASE64.encodeToString(secret));
    }

    /** The token that follows another, always the same one. */
    Token next(Token token) {
        return new Token(token.sessionId, BASE64.encodeToString(mac("next", token)));
    }

    /** The token as the client keeps it. */
    String text(Token token) {
        return token.sessionId + "." + token.secret + tag(token);
    }

    /** The token that a client sent, if it was made here. */
    Optional<Token> parse(String text) {
        if (text.length() != CHARS || text.charAt(ID_CHARS) != '.') {
            return Optional.empty();
        }
        try {
            UUID sessionId = UUID.fromString(text.substring(0, ID_CHARS));
            int tagFrom = CHARS - 24;
            Token token = new Token(sessionId, text.substring(ID_CHARS + 1, tagFrom));
            return same(tag(token), text.substring(tagFrom)) ? Optional.of(token) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private String tag(Token token) {
        return BASE64.encodeToString(Arrays.copyOf(mac("tag", token), TAG_BYTES));
    }

    private byte[] mac(String use, Token token) {
        return Seal.mac(installation, use + ":" + token.sessionId + ":" + token.secret);
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
