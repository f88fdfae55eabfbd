package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.bridge.BridgeOptions;
import dev.parley.messages.MessagesOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {

    @TempDir
    Path directory;

    @Test
    void aFileChangesWhatItNamesAndNothingElse() {
        JsonObject settings = Config.load(file("database:\n  poolSize: 3\n"), Map.of());
        assertThat(settings.getJsonObject("database").getInteger("poolSize")).isEqualTo(3);
        settings.getJsonObject("database").put("poolSize", 8);
        assertThat(settings).isEqualTo(Config.defaults());
    }

    @Test
    void theEnvironmentGoesOverTheFile() {
        Map<String, String> environment = Map.of(
                "PARLEY_DATABASE_POOL_SIZE", "5",
                "PARLEY_CLUSTER_MEMBERS", "a:1, b:2",
                "PARLEY_CLUSTER_TLS_ENABLED", "true",
                "PATH", "/bin");
        JsonObject settings = Config.load(file("database: {poolSize: 3}"), environment);
        assertThat(settings.getJsonObject("database").getInteger("poolSize")).isEqualTo(5);
        assertThat(settings.getJsonObject("cluster").getJsonArray("members")).isEqualTo(JsonArray.of("a:1", "b:2"));
        assertThat(settings.getJsonObject("cluster").getJsonObject("tls").getBoolean("enabled"))
                .isTrue();
    }

    @Test
    void everyProblemIsToldAtOnce() {
        Path file = file("databse: {}\ndatabase: {poolSize: many, hosts: x}\nlog: loud\n");
        assertThatThrownBy(() -> Config.load(file, Map.of("PARLEY_NOTHING", "1", "PARLEY_DATABASE_PORT", "x")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("databse is not a setting")
                .hasMessageContaining("database.poolSize must be a number")
                .hasMessageContaining("database.hosts is not a setting; perhaps host")
                .hasMessageContaining("log must be a section of settings")
                .hasMessageContaining("PARLEY_NOTHING is not a setting")
                .hasMessageContaining("PARLEY_DATABASE_PORT must be a number");
    }

    @Test
    void aSecretIsReadFromAFile() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "s3cret\n");
        JsonObject settings = Config.load(file("database:\n  passwordFile: " + secret + "\n"), Map.of());
        assertThat(settings.getJsonObject("database").getString("password")).isEqualTo("s3cret");
    }

    @Test
    void aSecretFileThatIsNotThereIsAProblem() {
        assertThatThrownBy(() -> Config.load(file("database: {passwordFile: /nowhere}"), Map.of()))
                .hasMessageContaining("database.passwordFile names a file that cannot be read");
    }

    @Test
    void whatIsNoMappingIsToldInOneSentence() {
        for (String text : new String[] {"- a\n", "a: [", "a: 1\na: 2\n"}) {
            assertThatThrownBy(() -> Config.load(file(text), Map.of()))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("is not a YAML mapping");
        }
        assertThatThrownBy(() -> Config.load(directory.resolve("none.yaml"), Map.of()))
                .hasMessageContaining("There is no configuration file");
    }

    @Test
    void productionModeRefusesAnOpenClusterAndNamesTheSetting() {
        JsonObject settings = Config.load(file("mode: production\ncluster: {host: 10.0.0.5}\n"), Map.of());
        assertThatThrownBy(() -> new NodeOptions(settings))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("cluster.tls.enabled must be true");
    }

    @Test
    void productionModeRefusesPlainTextToAnotherMachineAndNamesTheSetting() {
        for (String mode : new String[] {"disable", "prefer"}) {
            assertThat(problems("db.example", mode, "")).contains("database.sslMode must be require");
            assertThat(problems("127.0.0.1", mode, "")).doesNotContain("database.sslMode");
        }
        assertThat(problems("db.example", "require", "")).doesNotContain("database.sslMode");
        assertThat(problems("", "disable", "")).doesNotContain("database.sslMode");
        for (String uri : new String[] {"redis://:p@10.0.0.7:6379/0", "redis://cache_1:6379", "redis://:p^@cache"}) {
            assertThat(problems("", "disable", uri)).contains("redis.uri must begin with rediss://");
        }
        for (String uri : new String[] {"rediss://cache:6379", "redis://:p@localhost:6379", "redis://[::1]:6379/0"}) {
            assertThat(problems("", "disable", uri)).doesNotContain("redis.uri");
        }
    }

    /** What production mode says; something always, because there is no secret. */
    private String problems(String database, String sslMode, String redis) {
        Path file = file("mode: production\ndatabase: {host: \"%s\", sslMode: %s}\nredis: {uri: \"%s\"}\n"
                .formatted(database, sslMode, redis));
        return String.valueOf(catchThrowable(() -> new NodeOptions(Config.load(file, Map.of())))
                .getMessage());
    }

    @Test
    void theSettingsOfEveryPartAreChecked() {
        JsonObject settings = Config.load(
                file("users: {accessTokenLasts: banana}\nmessages: {batchMessages: 0}\nbridge: {silenceMs: 300}\n"
                        + "database: {sslMode: x}\n"),
                Map.of());
        assertThatThrownBy(() -> new NodeOptions(settings))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("users.accessTokenLasts")
                .hasMessageContaining("messages.batchMessages")
                .hasMessageContaining("bridge.silenceMs")
                .hasMessageContaining("database.sslMode");
    }

    @Test
    void whoeverVerifiesTheDatabaseNamesTheAuthority() {
        for (String mode : new String[] {"verify_ca", "verify_full"}) {
            JsonObject settings = Config.load(file("database: {host: db, sslMode: " + mode + "}\n"), Map.of());
            assertThatThrownBy(() -> new NodeOptions(settings))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("database.sslAuthority");
        }
    }

    @Test
    void everyNumberCanBeSetByTheEnvironment() {
        NodeOptions options = new NodeOptions(Config.load(
                null,
                Map.of(
                        "PARLEY_MESSAGES_BATCH_MESSAGES", "100",
                        "PARLEY_BRIDGE_PORT", "8090",
                        "PARLEY_BRIDGE_LIMITS_LOGIN_ACCOUNT_BURST", "5")));
        assertThat(MessagesOptions.fromJson(options.section("messages")).batchMessages())
                .isEqualTo(100);
        BridgeOptions bridge = BridgeOptions.fromJson(options.section("bridge"));
        assertThat(bridge.port()).isEqualTo(8090);
        assertThat(bridge.limit("login-account").burst()).isEqualTo(5);
    }

    private Path file(String text) {
        try {
            return Files.writeString(Files.createTempFile(directory, "config", ".yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
