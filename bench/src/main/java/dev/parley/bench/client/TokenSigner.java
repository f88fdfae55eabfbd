package dev.parley.bench.client;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/** Signs access tokens with a key of the nodes under test, for people who never logged in. */
public final class TokenSigner {

    private static final long LASTS_SECONDS = 12 * 3600;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String kid;
    private final byte[] pkcs8;
    private final PrivateKey key;

    /** A signer with a key of a name, in PKCS #8. */
    public TokenSigner(String kid, byte[] pkcs8) {
        this.kid = kid;
        this.pkcs8 = pkcs8.clone();
        try {
            this.key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("The signing key cannot be read.", e);
        }
    }

    /** A signer that another one was told as {@link #text()}. */
    public static TokenSigner of(String text) {
        String[] parts = text.split(" ");
        return new TokenSigner(parts[0], Base64.getDecoder().decode(parts[1]));
    }

    /** The name and the key, to be told to another process. */
    public String text() {
        return kid + " " + Base64.getEncoder().encodeToString(pkcs8);
    }

    /** A token for somebody's session. */
    public String sign(UUID user, UUID session) {
        long now = Instant.now().getEpochSecond();
        String header = "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"" + kid + "\"}";
        String claims = """
                {"iss":"parley","aud":"parley","sub":"%s","sid":"%s","adm":false,"use":"access","iat":%d,"exp":%d}""".formatted(user, session, now, now + LASTS_SECONDS);
        String signed = segment(header) + "." + segment(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String segment(String json) {
        return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
