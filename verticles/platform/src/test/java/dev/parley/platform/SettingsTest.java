package dev.parley.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void whatIsMissingHasItsDefault() {
        Settings settings = Settings.of("users", new JsonObject());

        assertThat(settings.number("threads", 2, 1, 8)).isEqualTo(2);
        assertThat(settings.duration("lasts", Duration.ofDays(30), Duration.ZERO))
                .isEqualTo(Duration.ofDays(30));
        assertThat(settings.text("secret", 16)).isNull();
        assertThat(settings.section("keys").number("count", 1, 1, 2)).isEqualTo(1);
        assertThatNoException().isThrownBy(settings::check);
    }

    @Test
    void whatIsThereIsRead() {
        Settings settings = Settings.of(
                "users", new JsonObject().put("grace", "250ms").put("keys", new JsonObject().put("keepFor", "2d")));

        assertThat(settings.duration("grace", Duration.ZERO, Duration.ZERO)).isEqualTo(Duration.ofMillis(250));
        assertThat(settings.section("keys").duration("keepFor", Duration.ZERO, Duration.ZERO))
                .isEqualTo(Duration.ofDays(2));
        assertThatNoException().isThrownBy(settings::check);
    }

    @Test
    void everyProblemIsReportedAtOnce() {
        Settings settings = Settings.of(
                "users",
                new JsonObject()
                        .put("threads", 0)
                        .put("lasts", "soon")
                        .put("extra", true)
                        .put("keys", new JsonObject().put("secret", "short").put("other", 1)));
        settings.number("threads", 2, 1, 8);
        settings.duration("lasts", Duration.ofDays(30), Duration.ofMinutes(1));
        settings.section("keys").text("secret", 16);

        assertThatIllegalArgumentException()
                .isThrownBy(settings::check)
                .withMessageContaining("users.threads must be a whole number from 1 to 8")
                .withMessageContaining("users.lasts must be a length of time")
                .withMessageContaining("users.keys.secret must be a text of at least 16 characters")
                .withMessageContaining("users.extra is not known")
                .withMessageContaining("users.keys.other is not known");
    }
}
