package dev.parley.messages;

import dev.parley.platform.Settings;
import io.vertx.core.json.JsonObject;

/**
 * What can be set about messages.
 *
 * @param batchMessages how many messages one commit stores at most
 * @param batchBytes how many bytes one commit stores at most, roughly
 * @param cachedSeats how many seats each instance remembers
 */
public record MessagesOptions(int batchMessages, int batchBytes, int cachedSeats) {

    /** Everything as it is by default. */
    public static MessagesOptions defaults() {
        return fromJson(new JsonObject());
    }

    /** Reads the options; {@link IllegalArgumentException} names all that is wrong. */
    public static MessagesOptions fromJson(JsonObject json) {
        Settings settings = Settings.of("messages", json);
        MessagesOptions options = new MessagesOptions(
                settings.number("batchMessages", 256, 1, 1_000),
                settings.number("batchBytes", 1 << 20, 1 << 10, 16 << 20),
                settings.number("cachedSeats", 200_000, 100, 10_000_000));
        settings.check();
        return options;
    }
}
