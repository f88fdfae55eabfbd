package dev.parley.bridge;

import dev.parley.bridge.auth.Limit;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the edge of a node behaves.
 *
 * @param host the address that browsers connect to
 * @param port its port; 0 takes a free one
 * @param operationsHost the address of health and metrics
 * @param operationsPort its port; 0 takes a free one
 * @param allowedOrigins origins of pages that may use Parley besides its own, such as {@code https://chat.example}
 * @param forwardedHeaders whether a proxy in front is trusted to say, in {@code X-Forwarded-For}, {@code -Proto} and {@code -Host}, who asks and for what
 * @param hsts whether browsers are told to come by TLS only
 * @param sockjs whether SockJS is offered beside the plain WebSocket
 * @param sockjsFallbacks whether SockJS may fall back to plain HTTP, where whoever learns a session's id can write into it
 * @param heartbeatMs a socket that was silent so long is pinged
 * @param silenceMs a socket that was silent so long is closed
 * @param openMs a socket must open its session within this time
 * @param answerMs what has no answer for so long is answered that it took too long
 * @param maxSocketsPerUser sockets of one person on a node
 * @param maxTopics subscriptions of one socket
 * @param maxCalls unanswered calls of one socket
 * @param maxFrameBytes bytes of a frame or a request body
 * @param maxWaitingBytes bytes that may wait for a slow reader before its socket is closed
 * @param framesPerSecond frames that a socket may send over a long time
 * @param frameBurst frames that a socket may send at once
 * @param connectionsPerSecond sockets that the node accepts over a long time
 * @param connectionBurst sockets that the node accepts at once
 * @param repairMs how often the node asks what it missed
 * @param reorderMs how long a gap in a room's changes may be a matter of order before the node asks for what is missing
 * @param seatCacheMs how long a seat is believed without news
 * @param drainMs over which time clients are told to come back when the node leaves
 * @param redis where Redis is, such as {@code redis://127.0.0.1:6379}; empty when every node is to count limits for itself
 * @param limits how often something may be done, by name
 */
public record BridgeOptions(
        String host,
        int port,
        String operationsHost,
        int operationsPort,
        List<String> allowedOrigins,
        boolean forwardedHeaders,
        boolean hsts,
        boolean sockjs,
        boolean sockjsFallbacks,
        long heartbeatMs,
        long silenceMs,
        long openMs,
        long answerMs,
        int maxSocketsPerUser,
        int maxTopics,
        int maxCalls,
        int maxFrameBytes,
        int maxWaitingBytes,
        int framesPerSecond,
        int frameBurst,
        int connectionsPerSecond,
        int connectionBurst,
        long repairMs,
        long reorderMs,
        long seatCacheMs,
        long drainMs,
        String redis,
        Map<String, Limit> limits) {

    /** The defaults. */
    public static BridgeOptions defaults() {
        return fromJson(new JsonObject());
    }

    /** Reads the options; {@link IllegalArgumentException} names everything that is wrong with them, one problem a line. */
    public static BridgeOptions fromJson(JsonObject json) {
        Reader read = new Reader(json);
        BridgeOptions options = new BridgeOptions(
                read.text("host", "0.0.0.0"),
                read.number("port", 8080, 0, 65_535),
                read.text("operationsHost", "127.0.0.1"),
                read.number("operationsPort", 9090, 0, 65_535),
                read.origins("allowedOrigins"),
                read.flag("forwardedHeaders", false),
                read.flag("hsts", false),
                read.flag("sockjs", true),
                read.flag("sockjsFallbacks", false),
                read.number("heartbeatMs", 25_000, 100, 300_000),
                read.number("silenceMs", 35_000, 200, 600_000),
                read.number("openMs", 10_000, 100, 60_000),
                read.number("answerMs", 4_000, 20, 60_000),
                read.number("maxSocketsPerUser", 50, 1, 1_000_000),
                read.number("maxTopics", 1_000, 1, 100_000),
                read.number("maxCalls", 32, 1, 10_000),
                read.number("maxFrameBytes", 65_536, 1_024, 1_048_576),
                read.number("maxWaitingBytes", 262_144, 16_384, 16_777_216),
                read.number("framesPerSecond", 50, 1, 1_000_000),
                read.number("frameBurst", 1_500, 1, 1_000_000),
                read.number("connectionsPerSecond", 2_000, 1, 1_000_000),
                read.number("connectionBurst", 4_000, 1, 1_000_000),
                read.number("repairMs", 2_000, 20, 60_000),
                read.number("reorderMs", 60, 0, 10_000),
                read.number("seatCacheMs", 30_000, 0, 300_000),
                read.number("drainMs", 5_000, 0, 300_000),
                read.text("redis", ""),
                read.limits("limits"));
        if (options.silenceMs <= options.heartbeatMs) {
            read.problem("silenceMs", "must be greater than heartbeatMs");
        }
        read.finish();
        return options;
    }

    /** How often something may be done; {@link IllegalArgumentException} when there is no such limit. */
    public Limit limit(String name) {
        Limit limit = limits.get(name);
        if (limit == null) {
            throw new IllegalArgumentException("There is no limit " + name + ".");
        }
        return limit;
    }

    private static final class Reader {

        private final JsonObject json;
        private final Set<String> known = new HashSet<>();
        private final List<String> problems = new ArrayList<>();

        Reader(JsonObject json) {
            this.json = json;
        }

        String text(String key, String otherwise) {
            return value(key) instanceof Object found
                    ? found instanceof String text ? text : wrong(key, "must be a text", otherwise)
                    : otherwise;
        }

        boolean flag(String key, boolean otherwise) {
            return value(key) instanceof Object found
                    ? found instanceof Boolean flag ? flag : wrong(key, "must be true or false", otherwise)
                    : otherwise;
        }

        int number(String key, int otherwise, int least, int most) {
            Object found = value(key);
            if (found == null) {
                return otherwise;
            }
            boolean whole = found instanceof Integer || found instanceof Long;
            long number = whole ? ((Number) found).longValue() : -1;
            return whole && number >= least && number <= most
                    ? (int) number
                    : wrong(key, "must be a number from " + least + " to " + most, otherwise);
        }

        List<String> origins(String key) {
            List<String> origins = new ArrayList<>();
            Object found = value(key);
            if (found instanceof JsonArray list) {
                for (Object item : list) {
                    if (item instanceof String text && text.matches("https?://[^/\\s]+")) {
                        origins.add(text);
                    } else {
                        problem(key, "must have origins such as https://chat.example, not " + item);
                    }
                }
            } else if (found != null) {
                problem(key, "must be a list");
            }
            return List.copyOf(origins);
        }

        Map<String, Limit> limits(String key) {
            Map<String, Limit> limits = new TreeMap<>(Limit.DEFAULTS);
            Object found = value(key);
            if (found instanceof JsonObject table) {
                for (String name : table.fieldNames()) {
                    limit(key + "." + name, name, table.getValue(name), limits);
                }
            } else if (found != null) {
                problem(key, "must be a table");
            }
            return Map.copyOf(limits);
        }

        private void limit(String path, String name, @Nullable Object value, Map<String, Limit> limits) {
            Limit standard = limits.get(name);
            if (standard == null) {
                problem(path, "is not known");
            } else if (value instanceof JsonObject table
                    && Set.of("burst", "perMinute").containsAll(table.fieldNames())
                    && table.getValue("burst", standard.burst()) instanceof Number burst
                    && table.getValue("perMinute", standard.perMinute()) instanceof Number perMinute
                    && burst.intValue() > 0
                    && perMinute.doubleValue() > 0) {
                limits.put(name, new Limit(name, burst.intValue(), perMinute.doubleValue(), standard.shared()));
            } else {
                problem(path, "must have burst and perMinute, both greater than 0, and nothing else");
            }
        }

        private @Nullable Object value(String key) {
            known.add(key);
            return json.getValue(key);
        }

        private <T> T wrong(String key, String text, T otherwise) {
            problem(key, text);
            return otherwise;
        }

        void problem(String key, String text) {
            problems.add(key + " " + text);
        }

        void finish() {
            json.fieldNames().stream().filter(key -> !known.contains(key)).forEach(key -> problem(key, "is not known"));
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("\n", problems));
            }
        }
    }
}
