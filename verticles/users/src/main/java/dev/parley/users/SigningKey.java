package dev.parley.users;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * A key pair for ES256.
 *
 * @param kid its name: the thumbprint of the public key (RFC 7638)
 * @param publicKey the public key as a JSON Web Key
 * @param privateKey the private key
 */
record SigningKey(String kid, JsonObject publicKey, PrivateKey privateKey) {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int COORDINATE_BYTES = 32;

    /** A new pair. */
    static SigningKey generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            ECPublicKey key = (ECPublicKey) pair.getPublic();
            String x = coordinate(key.getW().getAffineX());
            String y = coordinate(key.getW().getAffineY());
            String kid = thumbprint(x, y);
            JsonObject jwk = new JsonObject()
                    .put("kty", "EC")
                    .put("crv", "P-256")
                    .put("x", x)
                    .put("y", y)
                    .put("kid", kid)
                    .put("alg", "ES256")
                    .put("use", "sig");
            return new SigningKey(kid, jwk, pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A pair that was stored. */
    static SigningKey of(String kid, JsonObject publicKey, byte[] pkcs8) {
        try {
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            return new SigningKey(kid, publicKey, key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The signing key " + kid + " in the database cannot be read.", e);
        }
    }

    /** The private key as it is stored, before it is sealed. */
    byte[] pkcs8() {
        return privateKey.getEncoded();
    }

    /** The JSON Web Token of a type with these claims. */
    String sign(String type, JsonObject claims) {
        JsonObject header =
                new JsonObject().put("alg", "ES256").put("typ", type).put("kid", kid);
        String signed = segment(header) + "." + segment(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(privateKey);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String segment(JsonObject json) {
        return BASE64.encodeToString(json.encode().getBytes(StandardCharsets.UTF_8));
    }

    private static String thumbprint(String x, String y) throws GeneralSecurityException {
        String canonical = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}".formatted(x, y);
        return BASE64.encodeToString(
                MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] padded = new byte[COORDINATE_BYTES];
        int length = Math.min(bytes.length, COORDINATE_BYTES);
        System.arraycopy(bytes, bytes.length - length, padded, COORDINATE_BYTES - length, length);
        return BASE64.encodeToString(padded);
    }
}
