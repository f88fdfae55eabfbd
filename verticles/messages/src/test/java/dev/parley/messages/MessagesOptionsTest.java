package dev.parley.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class MessagesOptionsTest {

    @Test
    void everythingHasADefault() {
        assertThat(MessagesOptions.fromJson(new JsonObject())).isEqualTo(new MessagesOptions(256, 1 << 20, 200_000));
    }

    @Test
    void everyProblemIsNamedAtOnce() {
        JsonObject json = new JsonObject()
                .put("batchMessages", 0)
                .put("batchBytes", "much")
                .put("cachedSeats", 99)
                .put("batchSize", 5);
        assertThatThrownBy(() -> MessagesOptions.fromJson(json))
                .hasMessageContaining("messages.batchMessages")
                .hasMessageContaining("messages.batchBytes")
                .hasMessageContaining("messages.cachedSeats")
                .hasMessageContaining("messages.batchSize is not known");
    }
}
