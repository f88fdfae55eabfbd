package dev.parley.node;

import dev.parley.bridge.BridgeOptions;
import dev.parley.messages.MessagesOptions;
import dev.parley.platform.PostgresOptions;
import dev.parley.rooms.RoomsOptions;
import dev.parley.users.UsersOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a node is to be.
 *
 * @param settings every setting, as {@link Config} read them; the verticles read their own sections
 */
public record NodeOptions(JsonObject settings) {

    private static final List<String> SSL_MODES = List.of("disable", "prefer", "require", "verify_ca", "verify_full");

    /** Those with which a server that speaks no TLS is spoken to as well. */
    private static final Set<String> PLAIN_SSL_MODES = Set.of("disable", "prefer");

    private static final Set<String> LOG_LEVELS = Set.of("error", "warn", "info", "debug");

    /** Checks the settings; a {@link StartException} names every problem. */
    public NodeOptions {
        List<String> problems = problems(settings);
        if (!problems.isEmpty()) {
            throw new StartException("The configuration is not valid:\n  " + String.join("\n  ", problems));
        }
    }

    /** Whether what is only good for trying out is refused. */
    public boolean production() {
        return settings.getString("mode").equals("production");
    }

    /** Where the embedded services and the logs are kept. */
    public Path data() {
        return Path.of(settings.getString("data")).toAbsolutePath().normalize();
    }

    /** Whether Parley runs a PostgreSQL of its own. */
    public boolean embeddedDatabase() {
        return section("database").getString("host").isEmpty();
    }

    /** Whether Parley runs a Redis of its own. */
    public boolean embeddedRedis() {
        return section("redis").getString("uri").isEmpty();
    }

    /** Where the database is; only once that is known. */
    public PostgresOptions database() {
        JsonObject database = section("database");
        return PostgresOptions.fromJson(database.copy().put("database", database.getString("name")));
    }

    /** How many instances of a verticle run on this node; 0: none. */
    public int instances(String verticle) {
        int instances = section("verticles").getJsonObject(verticle).getInteger("instances");
        return instances >= 0 ? instances : Runtime.getRuntime().availableProcessors();
    }

    /** The settings of one section. */
    public JsonObject section(String name) {
        return settings.getJsonObject(name);
    }

    /** The same node with other settings in one section; keys that are not named stay. */
    public NodeOptions with(String section, JsonObject changes) {
        JsonObject copy = settings.copy();
        copy.getJsonObject(section).mergeIn(changes);
        return new NodeOptions(copy);
    }

    private static List<String> problems(JsonObject settings) {
        List<String> problems = new ArrayList<>();
        String mode = settings.getString("mode");
        if (!mode.equals("development") && !mode.equals("production")) {
            problems.add("mode must be development or production.");
        }
        if (!LOG_LEVELS.contains(settings.getJsonObject("log").getString("level"))) {
            problems.add("log.level must be error, warn, info or debug.");
        }
        JsonObject cluster = settings.getJsonObject("cluster");
        JsonArray members = cluster.getJsonArray("members");
        if (members.stream().anyMatch(m -> !(m instanceof String text && text.matches("[^:,\\s]+:\\d+")))) {
            problems.add("cluster.members must be a list of host:port.");
        }
        JsonObject tls = cluster.getJsonObject("tls");
        boolean secured = tls.getBoolean("enabled");
        if (secured
                && (tls.getString("certificate").isEmpty()
                        || tls.getString("key").isEmpty()
                        || tls.getString("authority").isEmpty())) {
            problems.add("cluster.tls needs certificate, key and authority.");
        }
        if (mode.equals("production") && !secured && !local(cluster.getString("host"))) {
            problems.add("cluster.tls.enabled must be true in production mode, because cluster.host is reachable from"
                    + " other machines.");
        }
        problems.addAll(problemsOfParts(settings));
        if (mode.equals("production")) {
            problems.addAll(problemsOfProduction(settings));
        }
        JsonObject database = settings.getJsonObject("database");
        if (!SSL_MODES.contains(database.getString("sslMode"))) {
            problems.add("database.sslMode must be one of " + String.join(", ", SSL_MODES) + ".");
        } else if (database.getString("sslMode").startsWith("verify")
                && !Files.isRegularFile(Path.of(database.getString("sslAuthority")))) {
            problems.add("database.sslAuthority must name a file, because of database.sslMode.");
        }
        return problems;
    }

    /** What is only good for trying out. */
    private static List<String> problemsOfProduction(JsonObject settings) {
        List<String> problems = new ArrayList<>();
        JsonObject database = settings.getJsonObject("database");
        String host = database.getString("host");
        if (!host.isEmpty() && database.getString("password").isEmpty()) {
            problems.add("database.password must be set in production mode.");
        }
        if (!host.isEmpty() && !local(host) && PLAIN_SSL_MODES.contains(database.getString("sslMode"))) {
            problems.add("database.sslMode must be require, verify_ca or verify_full in production mode, because"
                    + " database.host is another machine.");
        }
        String redis = settings.getJsonObject("redis").getString("uri");
        if (!redis.isEmpty() && !redis.startsWith("rediss:") && !local(hostOf(redis))) {
            problems.add("redis.uri must begin with rediss:// in production mode, because it names another machine.");
        }
        if (settings.getJsonObject("users")
                .getJsonObject("keys")
                .getString("secret")
                .isEmpty()) {
            problems.add(
                    "users.keys.secret must be set in production mode: the keys that sign tokens are encrypted under it.");
        }
        return problems;
    }

    /** The host of an address; empty when it has none that can be read. */
    private static String hostOf(String uri) {
        try {
            return Objects.requireNonNullElse(new URI(uri).getHost(), "");
        } catch (URISyntaxException e) {
            return "";
        }
    }

    private static List<String> problemsOfParts(JsonObject settings) {
        Map<String, Consumer<JsonObject>> parts = Map.of(
                "bridge", BridgeOptions::fromJson,
                "users", UsersOptions::fromJson,
                "rooms", RoomsOptions::fromJson,
                "messages", MessagesOptions::fromJson);
        List<String> problems = new ArrayList<>();
        parts.forEach((name, read) -> {
            try {
                read.accept(settings.getJsonObject(name));
            } catch (IllegalArgumentException e) {
                String.valueOf(e.getMessage())
                        .lines()
                        .map(line -> line.startsWith(name + ".") ? line : name + "." + line)
                        .forEach(problems::add);
            }
        });
        return problems;
    }

    private static boolean local(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1") || host.equals("[::1]");
    }
}
