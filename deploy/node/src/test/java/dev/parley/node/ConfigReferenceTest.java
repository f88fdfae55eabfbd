package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.BridgeOptions;
import dev.parley.messages.MessagesOptions;
import dev.parley.rooms.RoomsOptions;
import dev.parley.users.UsersOptions;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.RecordComponent;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code conf/parley.yaml} names every setting with the default that is in the code. */
class ConfigReferenceTest {

    private final JsonObject settings = Config.defaults();

    @Test
    void itsValuesAreTheDefaults() {
        assertThat(BridgeOptions.fromJson(section("bridge"))).isEqualTo(BridgeOptions.defaults());
        assertThat(UsersOptions.fromJson(section("users"))).isEqualTo(UsersOptions.defaults());
        assertThat(RoomsOptions.fromJson(section("rooms"))).isEqualTo(RoomsOptions.defaults());
        assertThat(MessagesOptions.fromJson(section("messages"))).isEqualTo(MessagesOptions.defaults());
    }

    @Test
    void itNamesEverySetting() {
        // The address of Redis is a section of its own, because it may hold a password.
        assertThat(keys("bridge")).isEqualTo(without(components(BridgeOptions.class), "redis"));
        assertThat(section("bridge").getJsonObject("limits").fieldNames())
                .isEqualTo(BridgeOptions.defaults().limits().keySet());
        assertThat(keys("users")).isEqualTo(components(UsersOptions.class));
        assertThat(section("users").getJsonObject("keys").fieldNames()).isEqualTo(components(UsersOptions.Keys.class));
        assertThat(keys("rooms")).isEqualTo(components(RoomsOptions.class));
        assertThat(keys("messages")).isEqualTo(components(MessagesOptions.class));
    }

    private JsonObject section(String name) {
        return settings.getJsonObject(name);
    }

    private Set<String> keys(String section) {
        return section(section).fieldNames();
    }

    private static Set<String> without(Set<String> names, String name) {
        names.remove(name);
        return names;
    }

    private static Set<String> components(Class<? extends Record> options) {
        Set<String> names = new TreeSet<>();
        for (RecordComponent component : options.getRecordComponents()) {
            names.add(component.getName());
        }
        return names;
    }
}
