package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.platform.Migrations;
import dev.parley.platform.Postgres;
import dev.parley.platform.PostgresOptions;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A PostgreSQL that speaks TLS, with a certificate for 127.0.0.1. */
@ExtendWith(VertxExtension.class)
class DatabaseTlsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.migrated("messages");

    @TempDir
    static Path directory;

    private static TestCertificates ours;

    @BeforeAll
    static void serve() throws Exception {
        ours = new TestCertificates(directory, "ours");
        ours.sign("server");
        Path key = Path.of(ours.key("server"));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        DATABASE.serveTls(Path.of(ours.pem("server")), key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prefer", "require", "verify_ca", "verify_full"})
    void connectionsAreEncryptedInEveryModeThatAsksForIt(String mode, Vertx vertx) throws Exception {
        PostgresOptions options = options(mode, "127.0.0.1", ours.pem("ours"));
        assertThat(encrypted(vertx, options)).isTrue();
        assertThat(Migrations.run(options, List.of("messages"))).isZero();
    }

    @Test
    void theServerMustBeWhomTheAuthorityNames(Vertx vertx) throws Exception {
        String theirs = new TestCertificates(directory, "theirs").pem("theirs");
        for (String mode : List.of("verify_ca", "verify_full")) {
            refused(vertx, options(mode, "127.0.0.1", theirs));
        }
        refused(vertx, options("verify_full", "localhost", ours.pem("ours")));
        assertThat(encrypted(vertx, options("verify_ca", "localhost", ours.pem("ours"))))
                .isTrue();
    }

    @Test
    void withoutTlsNothingIsEncrypted(Vertx vertx) throws Exception {
        assertThat(encrypted(vertx, options("disable", "127.0.0.1", ""))).isFalse();
    }

    private static void refused(Vertx vertx, PostgresOptions options) {
        assertThatThrownBy(() -> encrypted(vertx, options)).isNotNull();
        assertThatThrownBy(() -> Migrations.run(options, List.of("messages")))
                .hasMessageStartingWith("The database cannot be migrated");
    }

    private static boolean encrypted(Vertx vertx, PostgresOptions options) throws Exception {
        Postgres postgres = Postgres.connect(vertx, options, options.sslMode() + options.host(), PATIENCE);
        try {
            return postgres.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
                    .await(20, TimeUnit.SECONDS)
                    .iterator()
                    .next()
                    .getBoolean(0);
        } finally {
            postgres.close().await(20, TimeUnit.SECONDS);
        }
    }

    private static PostgresOptions options(String mode, String host, String authority) {
        JsonObject database = DATABASE.options();
        return PostgresOptions.fromJson(
                database.put("host", host).put("sslMode", mode).put("sslAuthority", authority));
    }
}
