package dev.parley.users;

import dev.parley.users.UsersOptions.Keys;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Supplier;

/** Keeps the keys and secrets of the installation, which all nodes share. */
interface SecretStore {

    /**
     * A signing key as it is stored.
     *
     * @param kid its name
     * @param publicKey the public key as a JSON Web Key
     * @param privateKey the private key, sealed
     * @param signs whether its time to sign has come
     */
    record StoredKey(String kid, JsonObject publicKey, byte[] privateKey, boolean signs) {}

    /**
     * All signing keys, the newest first, after the next one was made where it was due and those were forgotten whose time is over. Any number of nodes may ask at once: one of them makes the key.
     */
    Future<List<StoredKey>> signingKeys(Keys policy, Supplier<StoredKey> next);

    /** The secret of a name; the given one is stored when there is none yet. The first one wins. */
    Future<byte[]> secret(String name, byte[] candidate);
}
