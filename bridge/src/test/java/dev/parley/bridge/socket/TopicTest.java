package dev.parley.bridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TopicTest {

    @Test
    void topicsAreReadExactly() {
        String id = "01890a5d-ac96-774b-bcce-b302099a8057";
        assertThat(Hub.room("room." + id)).hasToString(id);
        assertThat(Hub.person("user." + id)).hasToString(id);
        assertThat(Hub.room("user." + id)).isNull();
        assertThat(Hub.room("room.01890A5D-ac96-774b-bcce-b302099a8057")).isNull();
        assertThat(Hub.room("room." + id + " ")).isNull();
        assertThat(Hub.room("room.0-0-0-0-00000000000000000000000000000")).isNull();
        assertThat(Hub.room("")).isNull();
    }
}
