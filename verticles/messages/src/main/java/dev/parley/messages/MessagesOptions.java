package dev.parley.messages;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What can be set about messages.
 *
 * @param batchMessages how many messages one commit stores at most
 * @param batchBytes how many bytes one commit stores at most, roughly
 * @param cachedSeats how many seats are remembered for each instance
 */
public record MessagesOptions(int batchMessages, int batchBytes, int cachedSeats) {

    /** What holds where nothing is set. */
    public static final MessagesOptions DEFAULTS = new MessagesOptions(256, 1 << 20, 50_000);

    private static final Map<String, List<Integer>> RANGES = Map.of(
            "batchMessages", List.of(1, 1_000),
            "batchBytes", List.of(1_024, 16 << 20),
            "cachedSeats", List.of(100, 10_000_000));

    /** Reads the options; {@link IllegalArgumentException} names everything that is wrong with them. */
    public static MessagesOptions fromJson(JsonObject json) {
        List<String> problems = new ArrayList<>();
        for (String key : json.fieldNames()) {
            if (!RANGES.containsKey(key)) {
                problems.add("messages." + key + " is not known");
            }
        }
        MessagesOptions options = new MessagesOptions(
                number(json, "batchMessages", DEFAULTS.batchMessages, problems),
                number(json, "batchBytes", DEFAULTS.batchBytes, problems),
                number(json, "cachedSeats", DEFAULTS.cachedSeats, problems));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        return options;
    }

    private static int number(JsonObject json, String key, int otherwise, List<String> problems) {
        List<Integer> range = RANGES.getOrDefault(key, List.of());
        Object value = json.getValue(key, otherwise);
        if (value instanceof Integer number && number >= range.getFirst() && number <= range.getLast()) {
            return number;
        }
        problems.add(
                "messages.%s must be a whole number from %d to %d".formatted(key, range.getFirst(), range.getLast()));
        return otherwise;
    }
}
