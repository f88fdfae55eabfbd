package dev.parley.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UsersOptionsTest {

    @Test
    void defaultsAreThoseOfTheProtocol() {
        UsersOptions options = UsersOptions.defaults();

        assertThat(options.accessTokenLasts()).isEqualTo(Duration.ofMinutes(15));
        assertThat(options.sessionLasts()).isEqualTo(Duration.ofDays(30));
        assertThat(options.refreshGrace()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        JsonObject json = new JsonObject()
                .put("accessTokenLasts", "1d")
                .put("sessionLasts", 5)
                .put("typo", 1)
                .put("keys", new JsonObject().put("keepFor", "1h").put("secret", "short"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> UsersOptions.fromJson(json))
                .withMessageContaining("users.sessionLasts")
                .withMessageContaining("users.typo is not known")
                .withMessageContaining("users.keys.secret")
                .withMessageContaining("users.keys.keepFor must be longer than users.accessTokenLasts");
    }

    @Test
    void noTokenOutlivesItsSession() {
        JsonObject json = new JsonObject().put("accessTokenLasts", "2h").put("refreshGrace", "1m");
        assertThat(UsersOptions.fromJson(json.copy().put("sessionLasts", "121m"))
                        .sessionLasts())
                .isEqualTo(Duration.ofMinutes(121));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UsersOptions.fromJson(json.put("sessionLasts", "2h")))
                .withMessage(
                        "users.sessionLasts must be at least users.accessTokenLasts and users.refreshGrace together");
    }
}
