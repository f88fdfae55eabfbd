package dev.parley.bridge;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/** A key that signs access tokens as the users service does. */
final class TestKeys {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    final String kid;
    private final KeyPair pair;

    TestKeys(String kid) {
        this.kid = kid;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            this.pair = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonObject jwk() {
        ECPublicKey key = (ECPublicKey) pair.getPublic();
        return new JsonObject()
                .put("kty", "EC")
                .put("crv", "P-256")
                .put("use", "sig")
                .put("alg", "ES256")
                .put("kid", kid)
                .put("x", coordinate(key.getW().getAffineX()))
                .put("y", coordinate(key.getW().getAffineY()));
    }

    JsonObject keySet() {
        return new JsonObject().put("keys", new JsonArray().add(jwk()));
    }

    JsonObject header() {
        return new JsonObject().put("alg", "ES256").put("typ", "at+jwt").put("kid", kid);
    }

    static JsonObject claims(UUID userId, UUID sessionId, boolean admin) {
        long now = Instant.now().getEpochSecond();
        return new JsonObject()
                .put("iss", "parley")
                .put("aud", "parley")
                .put("sub", userId.toString())
                .put("sid", sessionId.toString())
                .put("adm", admin)
                .put("use", "access")
                .put("iat", now)
                .put("exp", now + 900);
    }

    String token(UUID userId, UUID sessionId, boolean admin) {
        return sign(header(), claims(userId, sessionId, admin));
    }

    String sign(JsonObject header, JsonObject claims) {
        try {
            String text = part(header) + "." + part(claims);
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String part(JsonObject json) {
        return BASE64.encodeToString(json.encode().getBytes(StandardCharsets.UTF_8));
    }

    private static String coordinate(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
        return BASE64.encodeToString(fixed);
    }
}
