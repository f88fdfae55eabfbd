package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bridge.auth.Limit;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class BridgeOptionsTest {

    @Test
    void withoutSettingsTheDefaultsHold() {
        BridgeOptions options = BridgeOptions.defaults();
        assertThat(options.port()).isEqualTo(8080);
        assertThat(options.operationsHost()).isEqualTo("127.0.0.1");
        assertThat(options.allowedOrigins()).isEmpty();
        assertThat(options.forwardedHeaders()).isFalse();
        assertThat(options.sockjsFallbacks()).isFalse();
        assertThat(options.limit(Limit.LOGIN_ACCOUNT).burst()).isEqualTo(10);
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        JsonObject wrong = new JsonObject()
                .put("port", 70_000)
                .put("host", 7)
                .put("sockjs", "yes")
                .put("prot", 1)
                .put("allowedOrigins", new JsonArray().add("chat.example"))
                .put("heartbeatMs", 5_000)
                .put("silenceMs", 1_000)
                .put("limits", new JsonObject().put("nothing", new JsonObject()).put(Limit.MESSAGES_USER, 3));
        assertThatThrownBy(() -> BridgeOptions.fromJson(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(
                        "port must be a number from 0 to 65535",
                        "host must be a text",
                        "sockjs must be true or false",
                        "prot is not known",
                        "chat.example",
                        "silenceMs must be greater than heartbeatMs",
                        "limits.nothing is not known",
                        "limits.messages-user must have");
    }

    @Test
    void aLimitIsChangedInPart() {
        JsonObject changed = new JsonObject()
                .put("limits", new JsonObject().put(Limit.MESSAGES_USER, new JsonObject().put("burst", 7)));
        Limit limit = BridgeOptions.fromJson(changed).limit(Limit.MESSAGES_USER);
        assertThat(limit.burst()).isEqualTo(7);
        assertThat(limit.perMinute()).isEqualTo(300);
    }
}
