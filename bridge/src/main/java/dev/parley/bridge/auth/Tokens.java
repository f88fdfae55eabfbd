package dev.parley.bridge.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import dev.parley.bridge.api.Handoff;
import dev.parley.bridge.api.StrictJson;
import dev.parley.contracts.Caller;
import dev.parley.contracts.Failures;
import dev.parley.contracts.users.UserService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import io.vertx.serviceproxy.ServiceException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies access tokens against the key set of the users service.
 *
 * <p>The library checks the signature. Everything else is required here, because it takes tokens that lack it: algorithm, type and key of the header, issuer, audience, use, times, subject and session.
 * The key set is read again every few minutes and when a token names an unknown key, the latter at most every few seconds. A token that was verified once is remembered for a while, so that a
 * storm of reconnects does not verify each again; whether its session has ended is asked every time.
 */
public final class Tokens {

    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
    private static final String NAME = "parley";
    private static final long CLOCK_SKEW_SECONDS = 60;

    /** As long as a token is good where nothing else is set, so that whoever comes back with theirs is not verified again. */
    private static final Duration REMEMBERED = Duration.ofMinutes(15);

    private static final Duration UNKNOWN_KEY_PAUSE = Duration.ofSeconds(3);

    private final Vertx vertx;
    private final UserService users;
    private final Revocations ended;
    private final Limits limits;
    private final InstantSource clock;
    private final Cache<Fingerprint, Session> verified = Caffeine.newBuilder()
            .maximumSize(50_000)
            .scheduler(Scheduler.systemScheduler())
            .expireAfterWrite(REMEMBERED)
            .build();
    private volatile Map<String, JWTAuth> keys = Map.of();
    private volatile @Nullable Future<Void> reading;
    private volatile @Nullable JsonObject published;
    private volatile Instant readAt = Instant.MIN;

    /** Tokens of the sessions that a users service gives out. */
    public Tokens(Vertx vertx, UserService users, Revocations ended, Limits limits, InstantSource clock) {
        this.vertx = vertx;
        this.users = users;
        this.ended = ended;
        this.limits = limits;
        this.clock = clock;
    }

    /** Reads the key set again; calls at the same time share one reading. */
    public synchronized Future<Void> refresh() {
        Future<Void> running = reading;
        if (running != null) {
            return running;
        }
        readAt = clock.instant();
        Future<Void> started = users.keySet(Caller.SERVICE).map(this::take);
        reading = started;
        return started.onComplete(done -> reading = null);
    }

    /** The session of a token that came from an address; fails with {@code unauthenticated} or {@code rate_limited}. Complete at once unless the token names a key that is not known yet. */
    public Future<Session> verify(String token, String address) {
        Fingerprint print = Fingerprint.of(token);
        Session known = verified.getIfPresent(print);
        if (known != null) {
            return alive(known);
        }
        try {
            String kid = kid(token);
            if (over(token)) {
                return refused();
            }
            JWTAuth key = keys.get(kid);
            if (key != null) {
                return verify(token, print, key, address);
            }
            return unknownKey().compose(done -> {
                JWTAuth found = keys.get(kid);
                return found == null ? refused() : verify(token, print, found, address);
            });
        } catch (RuntimeException e) {
            return refused();
        }
    }

    /** Half of the SHA-256 of a token: what is remembered of it, because a token is long and a secret. */
    private record Fingerprint(long high, long low) {

        static Fingerprint of(String token) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
                ByteBuffer bytes = ByteBuffer.wrap(digest);
                return new Fingerprint(bytes.getLong(), bytes.getLong());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Future<Void> unknownKey() {
        boolean again = readAt.plus(UNKNOWN_KEY_PAUSE).isBefore(clock.instant()) || reading != null;
        return again ? Handoff.here(vertx, refresh()) : Future.succeededFuture();
    }

    private Future<Session> verify(String token, Fingerprint print, JWTAuth key, String address) {
        try {
            limits.mayTry(address);
        } catch (ServiceException limited) {
            return Future.failedFuture(limited);
        }
        return key.authenticate(new TokenCredentials(token))
                .onFailure(forged -> limits.forged(address))
                .map(user -> session(user.attributes().getJsonObject("accessToken")))
                .onSuccess(session -> verified.put(print, session))
                .recover(failure -> refused())
                .compose(this::alive);
    }

    private Future<Session> alive(Session session) {
        return !expired(session) && !ended.contains(session.id()) ? Future.succeededFuture(session) : refused();
    }

    /** Whether the token of a session has come to its end. */
    public boolean expired(Session session) {
        return !session.expiresAt().isAfter(clock.instant());
    }

    private static <T> Future<T> refused() {
        return Future.failedFuture(
                Failures.unauthenticated("unauthenticated", "The token is not valid, or not any more."));
    }

    private static String kid(String token) {
        String[] parts = token.split("\\.", -1);
        JsonObject header =
                StrictJson.object(Buffer.buffer(Base64.getUrlDecoder().decode(parts[0])));
        require(parts.length == 3
                && "ES256".equals(header.getValue("alg"))
                && "at+jwt".equals(header.getValue("typ"))
                && !header.containsKey("crit"));
        return header.getString("kid");
    }

    /** Whether a token says of itself that its time is over; then its signature need not be checked. */
    private boolean over(String token) {
        JsonObject claims =
                StrictJson.object(Buffer.buffer(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1])));
        return ((Number) claims.getValue("exp")).longValue() <= clock.instant().getEpochSecond();
    }

    private Session session(JsonObject claims) {
        long now = clock.instant().getEpochSecond();
        long issuedAt = ((Number) claims.getValue("iat")).longValue();
        long expiresAt = ((Number) claims.getValue("exp")).longValue();
        require(NAME.equals(claims.getValue("iss"))
                && NAME.equals(claims.getValue("aud"))
                && "access".equals(claims.getValue("use"))
                && issuedAt <= now + CLOCK_SKEW_SECONDS
                && expiresAt > now);
        return new Session(
                UUID.fromString(claims.getString("sub")),
                UUID.fromString(claims.getString("sid")),
                claims.getBoolean("adm", false),
                Instant.ofEpochSecond(expiresAt));
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException("not an access token of ours");
        }
    }

    /** The public keys, as others may check tokens with. */
    public Future<JsonObject> keySet() {
        JsonObject known = published;
        return known != null ? Future.succeededFuture(known) : users.keySet(Caller.SERVICE);
    }

    private @Nullable Void take(JsonObject keySet) {
        published = keySet;
        Map<String, JWTAuth> read = new HashMap<>();
        JsonArray list = keySet.getJsonArray("keys", new JsonArray());
        for (int i = 0; i < list.size(); i++) {
            JsonObject key = list.getJsonObject(i);
            if ("EC".equals(key.getString("kty")) && "P-256".equals(key.getString("crv")) && key.containsKey("kid")) {
                JWTAuthOptions options = new JWTAuthOptions()
                        .addJwk(key.copy().put("alg", "ES256"))
                        .setJWTOptions(new JWTOptions().setAlgorithm("ES256").setIgnoreExpiration(true));
                read.put(key.getString("kid"), JWTAuth.create(vertx, options));
            } else {
                LOG.warn("A key of the key set is not of a kind that is used, and is left out");
            }
        }
        if (!read.keySet().equals(keys.keySet())) {
            verified.invalidateAll();
        }
        keys = Map.copyOf(read);
        return null;
    }
}
