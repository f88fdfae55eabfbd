package dev.parley.users;

import dev.parley.users.SecretStore.StoredKey;
import dev.parley.users.UsersOptions.Keys;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that sign access tokens: one that signs, the next one published ahead, and those of before as long as their tokens could be shown.
 *
 * <p>All nodes share the keys in the store and read them again every {@link #RELOAD_MS}, so that each knows a key before any signs with it.
 */
final class SigningKeys {

    /** How often the keys are to be read again, in milliseconds; well below the time that keys are published ahead. */
    static final long RELOAD_MS = 30_000;

    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

    private final SecretStore store;
    private final Seal seal;
    private final Keys policy;
    private Map<String, SigningKey> known = Map.of();
    private List<StoredKey> keys = List.of();

    SigningKeys(SecretStore store, Seal seal, Keys policy) {
        this.store = store;
        this.seal = seal;
        this.policy = policy;
    }

    /** Reads the keys, after making the next one where it is due. */
    Future<Void> load() {
        return store.signingKeys(policy, this::make).map(stored -> {
            Map<String, SigningKey> opened = new HashMap<>();
            stored.forEach(key -> opened.put(key.kid(), open(key)));
            known = opened;
            keys = stored;
            return null;
        });
    }

    /** Reads the keys again; goes on with those there are when that fails. */
    void reload() {
        load().onFailure(failure -> LOG.warn("The signing keys were not read again: {}", failure.toString()));
    }

    /** The key that signs now. */
    SigningKey current() {
        return keys.stream()
                .filter(StoredKey::signs)
                .findFirst()
                .map(key -> known.get(key.kid()))
                .orElseThrow(() -> new IllegalStateException("There is no signing key."));
    }

    /** The public keys, as a JSON Web Key Set. */
    JsonObject keySet() {
        JsonArray set = new JsonArray();
        keys.forEach(key -> set.add(key.publicKey().copy()));
        return new JsonObject().put("keys", set);
    }

    private StoredKey make() {
        SigningKey key = SigningKey.generate();
        LOG.info("Made the signing key {}.", key.kid());
        return new StoredKey(key.kid(), key.publicKey(), seal.close(key.kid(), key.pkcs8()), false);
    }

    private SigningKey open(StoredKey key) {
        SigningKey opened = known.get(key.kid());
        return opened != null
                ? opened
                : SigningKey.of(key.kid(), key.publicKey(), seal.open(key.kid(), key.privateKey()));
    }
}
