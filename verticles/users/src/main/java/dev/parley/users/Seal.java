package dev.parley.users;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts what the database keeps secret, with AES-256-GCM under a secret of the configuration.
 *
 * <p>Layout: 0 and the bytes as they are, where there is no secret; otherwise 1, the nonce (12 bytes), and the ciphertext, which is bound to the name of what it is. What was stored before there was a secret stays readable.
 */
final class Seal {

    private static final byte OPEN = 0;
    private static final byte SEALED = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final @Nullable SecretKeySpec key;

    /** A seal under a secret; without one it leaves things as they are. */
    Seal(@Nullable String secret) {
        this.key = secret == null
                ? null
                : new SecretKeySpec(mac(secret.getBytes(StandardCharsets.UTF_8), "parley.users.seal"), "AES");
    }

    /** The bytes as they are stored under a name. */
    byte[] close(String name, byte[] plain) {
        if (key == null) {
            return concat(new byte[] {OPEN}, plain);
        }
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, name, nonce).doFinal(plain);
            return concat(concat(new byte[] {SEALED}, nonce), sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The bytes that were stored under a name; {@link IllegalStateException} when the secret is not the one they were sealed with. */
    byte[] open(String name, byte[] stored) {
        if (stored[0] == OPEN) {
            return Arrays.copyOfRange(stored, 1, stored.length);
        }
        if (key == null) {
            throw new IllegalStateException(
                    "users.keys.secret is not set, but the keys in the database are encrypted.");
        }
        byte[] nonce = Arrays.copyOfRange(stored, 1, 1 + NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, key, name, nonce)
                    .doFinal(stored, 1 + NONCE_BYTES, stored.length - 1 - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "users.keys.secret is not the one that the keys in the database are encrypted with.", e);
        }
    }

    /** HMAC-SHA256 of a text. */
    static byte[] mac(byte[] secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Cipher cipher(int mode, SecretKeySpec key, String name, byte[] nonce)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static byte[] concat(byte[] head, byte[] tail) {
        byte[] both = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, both, head.length, tail.length);
        return both;
    }
}
