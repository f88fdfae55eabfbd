package dev.parley.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class RoomsOptionsTest {

    @Test
    void theRoomForNewcomersIsCalledGeneral() {
        assertThat(RoomsOptions.defaults().general()).isEqualTo("general");
        assertThat(RoomsOptions.fromJson(new JsonObject().put("general", "lobby"))
                        .general())
                .isEqualTo("lobby");
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoomsOptions.fromJson(
                        new JsonObject().put("general", "x".repeat(81)).put("typo", 1)))
                .withMessageContaining("rooms.general must be a name of a room")
                .withMessageContaining("rooms.typo is not known");
    }
}
