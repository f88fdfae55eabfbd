package dev.parley.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.platform.Postgres;
import dev.parley.platform.PostgresOptions;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SigningKeysTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.migrated("users");

    private static final String SECRET = "a secret of the installation";
    private static Vertx vertx;
    private static Postgres postgres;

    @BeforeAll
    static void connect() {
        vertx = Vertx.vertx();
        postgres = Postgres.connect(vertx, PostgresOptions.fromJson(DATABASE.options()), "keys", Duration.ofSeconds(5));
    }

    @AfterEach
    void forget() {
        postgres.query("DELETE FROM users.signing_keys").await();
        postgres.query("DELETE FROM users.secrets").await();
    }

    @AfterAll
    static void close() {
        postgres.close().await();
        vertx.close().await();
    }

    @Test
    void nodesThatStartTogetherShareOneKey() {
        List<SigningKeys> nodes =
                IntStream.range(0, 8).mapToObj(i -> keys(SECRET)).toList();
        Future.all(nodes.stream().map(SigningKeys::load).toList()).await();

        assertThat(nodes.stream().map(node -> node.current().kid()).distinct()).hasSize(1);
        assertThat(published(nodes.getFirst())).hasSize(1);
    }

    @Test
    void theNextKeyIsPublishedBeforeItSignsAndTheFormerOneIsKeptForAWhile() {
        SigningKeys node = keys(SECRET);
        SigningKeys other = keys(SECRET);
        node.load().await();
        other.load().await();
        String first = node.current().kid();

        age(Duration.ofDays(31));
        node.load().await();
        other.load().await();
        assertThat(published(node)).hasSize(2).contains(first);
        assertThat(published(other)).isEqualTo(published(node));
        assertThat(node.current().kid()).isEqualTo(first);

        age(Duration.ofMinutes(11));
        node.load().await();
        String second = node.current().kid();
        assertThat(second).isNotEqualTo(first);
        assertThat(published(node)).containsExactly(second, first);

        age(Duration.ofHours(25));
        node.load().await();
        assertThat(published(node)).containsExactly(second);
        assertThat(node.current().kid()).isEqualTo(second);
    }

    @Test
    void privateKeysAreStoredEncrypted() {
        SigningKeys node = keys(SECRET);
        node.load().await();
        byte[] stored = stored();

        assertThat(stored[0]).isEqualTo((byte) 1);
        assertThat(new String(stored, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain(new String(node.current().pkcs8(), java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    @Test
    void anotherSecretIsToldByName() {
        keys(SECRET).load().await();

        assertThatIllegalStateException()
                .isThrownBy(() -> keys("another secret altogether").load().await())
                .withMessageContaining("users.keys.secret");
        assertThatIllegalStateException()
                .isThrownBy(() -> keys(null).load().await())
                .withMessageContaining("users.keys.secret");
    }

    @Test
    void keysOfBeforeTheSecretStayReadable() {
        SigningKeys before = keys(null);
        before.load().await();
        SigningKeys after = keys(SECRET);
        after.load().await();

        assertThat(after.current().kid()).isEqualTo(before.current().kid());
    }

    @Test
    void theFirstSecretOfANameWins() {
        SecretStore store = new PgSecretStore(postgres);
        List<Future<byte[]>> racing = IntStream.range(0, 8)
                .mapToObj(i -> store.secret("refresh", new byte[] {(byte) i}))
                .toList();
        Future.all(racing).await();

        assertThat(racing.stream().map(done -> done.result()[0]).distinct()).hasSize(1);
    }

    private static SigningKeys keys(@Nullable String secret) {
        return new SigningKeys(
                new PgSecretStore(postgres),
                new Seal(secret),
                UsersOptions.defaults().keys());
    }

    private static List<String> published(SigningKeys keys) {
        return keys.keySet().getJsonArray("keys").stream()
                .map(key -> ((JsonObject) key).getString("kid"))
                .toList();
    }

    private static void age(Duration by) {
        postgres.query(
                        "UPDATE users.signing_keys SET signs_from = signs_from - make_interval(secs => $1)",
                        Tuple.of((double) by.toSeconds()))
                .await();
    }

    private static byte[] stored() {
        return postgres.query("SELECT private_key FROM users.signing_keys")
                .await()
                .iterator()
                .next()
                .getBuffer(0)
                .getBytes();
    }
}
