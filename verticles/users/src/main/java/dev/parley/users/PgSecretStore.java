package dev.parley.users;

import dev.parley.platform.Postgres;
import dev.parley.users.UsersOptions.Keys;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.function.Supplier;

/** Keeps keys and secrets in PostgreSQL. */
final class PgSecretStore implements SecretStore {

    private final Postgres postgres;

    PgSecretStore(Postgres postgres) {
        this.postgres = postgres;
    }

    @Override
    public Future<List<StoredKey>> signingKeys(Keys policy, Supplier<StoredKey> next) {
        Tuple ages = Tuple.of(
                seconds(policy.rotateAfter().toMillis()),
                seconds(policy.keepFor().toMillis()));
        return postgres.query(DUE, ages)
                .compose(rows -> rows.iterator().next().getBoolean(0)
                        ? postgres.transaction(connection -> rotate(connection, policy, next))
                        : postgres.query(KEYS).map(PgSecretStore::keys));
    }

    @Override
    public Future<byte[]> secret(String name, byte[] candidate) {
        return postgres.query(KEEP_SECRET, Tuple.of(name, Buffer.buffer(candidate)))
                .compose(done -> postgres.query(SECRET, Tuple.of(name)))
                .map(rows -> rows.iterator().next().getBuffer(0).getBytes());
    }

    private static Future<List<StoredKey>> rotate(SqlConnection connection, Keys policy, Supplier<StoredKey> next) {
        StoredKey key = next.get();
        Tuple made = Tuple.of(
                key.kid(),
                key.publicKey(),
                Buffer.buffer(key.privateKey()),
                seconds(policy.rotateAfter().toMillis()),
                seconds(policy.publishAhead().toMillis()));
        return connection
                .preparedQuery(LOCK)
                .execute()
                .compose(locked -> connection
                        .preparedQuery(FORGET)
                        .execute(Tuple.of(seconds(policy.keepFor().toMillis()))))
                .compose(done -> connection.preparedQuery(MAKE).execute(made))
                .compose(done -> connection.preparedQuery(KEYS).execute())
                .map(PgSecretStore::keys);
    }

    private static List<StoredKey> keys(RowSet<Row> rows) {
        return rows.stream()
                .map(row -> new StoredKey(
                        row.getString("kid"),
                        row.getJsonObject("public_key"),
                        row.getBuffer("private_key").getBytes(),
                        row.getBoolean("signs")))
                .toList();
    }

    private static double seconds(long milliseconds) {
        return milliseconds / 1000.0;
    }

    private static final String KEYS = """
            SELECT kid, public_key, private_key, signs_from <= clock_timestamp() AS signs
            FROM users.signing_keys ORDER BY signs_from DESC, kid""";

    /** Whether there is a key to make or to forget. $1: after how many seconds a key is followed by the next; $2: for how many it is kept then. */
    private static final String DUE = """
            SELECT coalesce(max(signs_from) < clock_timestamp() - make_interval(secs => $1), true)
                OR EXISTS (
                    SELECT 1 FROM users.signing_keys k, users.signing_keys n
                    WHERE n.signs_from > k.signs_from AND n.signs_from < clock_timestamp() - make_interval(secs => $2))
            FROM users.signing_keys""";

    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('users.signing_keys', 0))";

    /** Forgets keys that were followed long ago. $1: by so many seconds. */
    private static final String FORGET = """
            DELETE FROM users.signing_keys k
            WHERE EXISTS (
                SELECT 1 FROM users.signing_keys n
                WHERE n.signs_from > k.signs_from AND n.signs_from < clock_timestamp() - make_interval(secs => $1))""";

    /** Stores the next key where it is due: the first one to sign at once, others later. $1 to $3: the key; $4: after how many seconds it is due; $5: how many seconds ahead it is published. */
    private static final String MAKE = """
            INSERT INTO users.signing_keys (kid, public_key, private_key, signs_from)
            SELECT $1, $2, $3, clock_timestamp() + CASE WHEN count(*) = 0 THEN interval '0' ELSE make_interval(secs => $5) END
            FROM users.signing_keys
            HAVING coalesce(max(signs_from) < clock_timestamp() - make_interval(secs => $4), true)""";

    private static final String KEEP_SECRET =
            "INSERT INTO users.secrets (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING";

    private static final String SECRET = "SELECT value FROM users.secrets WHERE name = $1";
}
