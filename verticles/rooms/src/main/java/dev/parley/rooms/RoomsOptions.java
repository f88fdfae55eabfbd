package dev.parley.rooms;

import dev.parley.platform.Settings;
import io.vertx.core.json.JsonObject;

/**
 * What can be set about rooms.
 *
 * @param general the name that the room for newcomers is made with
 */
public record RoomsOptions(String general) {

    private static final String GENERAL = "general";

    /** Everything as it is by default. */
    public static RoomsOptions defaults() {
        return fromJson(new JsonObject());
    }

    /** Reads the options; {@link IllegalArgumentException} names all that is wrong. */
    public static RoomsOptions fromJson(JsonObject json) {
        Settings settings = Settings.of("rooms", json);
        String given = settings.text("general", 1);
        String general = given == null ? GENERAL : given;
        if (!RoomText.isName(general)) {
            settings.problem("general", "must be a name of a room: 1 to 80 characters");
        }
        settings.check();
        return new RoomsOptions(general);
    }
}
