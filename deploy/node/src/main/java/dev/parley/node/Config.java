package dev.parley.node;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads the settings: the defaults of {@code conf/parley.yaml}, over them the operator's file, over that the environment.
 *
 * <p>A key that the defaults do not have is an error, and so is a value of another type. {@code database.poolSize} is {@code PARLEY_DATABASE_POOL_SIZE} in the environment; lists are written with commas there. {@code xxxFile}
 * names a file whose first line is the value of {@code xxx}. All problems are reported at once.
 */
public final class Config {

    private static final String PREFIX = "PARLEY_";

    private final List<String> problems = new ArrayList<>();

    private Config() {}

    /** The settings when nothing is set. */
    public static JsonObject defaults() {
        return load(null, Map.of());
    }

    private static JsonObject reference() {
        try (InputStream in = Config.class.getResourceAsStream("/conf/parley.yaml")) {
            if (in == null) {
                throw new IllegalStateException("conf/parley.yaml is not on the class path");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The settings in force; a {@link StartException} names every problem. */
    public static JsonObject load(@Nullable Path file, Map<String, String> environment) {
        Config config = new Config();
        JsonObject settings = reference();
        if (file != null) {
            config.merge(settings, read(file), "");
        }
        config.override(settings, environment);
        config.readSecrets(settings, "");
        if (!config.problems.isEmpty()) {
            throw new StartException("The configuration is not valid:\n  " + String.join("\n  ", config.problems));
        }
        return settings;
    }

    private static JsonObject read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new StartException("There is no configuration file " + file + ".");
        } catch (IOException e) {
            throw new StartException("The configuration file " + file + " cannot be read: " + e.getMessage() + ".");
        } catch (YamlEngineException | ClassCastException e) {
            throw new StartException("The configuration file " + file + " is not a YAML mapping: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + ".");
        }
    }

    @SuppressWarnings("unchecked")
    private static JsonObject parse(String yaml) {
        Object value = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return value == null ? new JsonObject() : json((Map<String, Object>) value);
    }

    private static JsonObject json(Map<String, Object> map) {
        JsonObject json = new JsonObject();
        map.forEach((key, value) -> json.put(key, jsonValue(value)));
        return json;
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object jsonValue(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return json((Map<String, Object>) map);
        }
        if (value instanceof List<?> list) {
            JsonArray array = new JsonArray();
            list.forEach(item -> array.add(jsonValue(item)));
            return array;
        }
        return value;
    }

    private void merge(JsonObject settings, JsonObject given, String path) {
        for (Map.Entry<String, Object> entry : given) {
            String name = path + entry.getKey();
            Object known = settings.getValue(entry.getKey());
            Object value = entry.getValue();
            if (known == null) {
                problems.add(name + " is not a setting" + nearest(settings, entry.getKey()) + ".");
            } else if (known instanceof JsonObject section && value instanceof JsonObject part) {
                merge(section, part, name + ".");
            } else if (value == null || !sameType(known, value)) {
                problems.add(name + " must be " + typeName(known) + ".");
            } else {
                settings.put(entry.getKey(), value);
            }
        }
    }

    private void override(JsonObject settings, Map<String, String> environment) {
        Map<String, List<String>> names = new TreeMap<>();
        name(settings, List.of(), names);
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            if (!variable.getKey().startsWith(PREFIX)) {
                continue;
            }
            List<String> path = names.get(variable.getKey());
            if (path == null) {
                problems.add("The environment variable " + variable.getKey() + " is not a setting.");
                continue;
            }
            JsonObject section = settings;
            for (String part : path.subList(0, path.size() - 1)) {
                section = section.getJsonObject(part);
            }
            set(section, path.getLast(), variable.getKey(), variable.getValue());
        }
    }

    private void set(JsonObject section, String key, String variable, String text) {
        try {
            section.put(
                    key,
                    switch (section.getValue(key)) {
                        case JsonArray list ->
                            new JsonArray(new ArrayList<Object>(
                                    text.isBlank()
                                            ? List.of()
                                            : List.of(text.trim().split("\\s*,\\s*"))));
                        case Boolean flag -> flag(text);
                        case Number number -> Integer.parseInt(text.trim());
                        case String word -> text;
                        default -> throw new IllegalArgumentException();
                    });
        } catch (IllegalArgumentException e) {
            problems.add(variable + " must be " + typeName(section.getValue(key)) + ".");
        }
    }

    private static boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException(text);
        }
        return text.equals("true");
    }

    private void readSecrets(JsonObject settings, String path) {
        for (String key : List.copyOf(settings.fieldNames())) {
            Object value = settings.getValue(key);
            if (value instanceof JsonObject section) {
                readSecrets(section, path + key + ".");
            } else if (key.endsWith("File") && value instanceof String file) {
                settings.remove(key);
                if (!file.isEmpty()) {
                    settings.put(key.substring(0, key.length() - 4), firstLine(path + key, Path.of(file)));
                }
            }
        }
    }

    private String firstLine(String key, Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst().orElse("");
        } catch (IOException | UncheckedIOException e) {
            problems.add(key + " names a file that cannot be read: " + file + ".");
            return "";
        }
    }

    private static void name(JsonObject section, List<String> path, Map<String, List<String>> names) {
        for (Map.Entry<String, Object> entry : section) {
            List<String> here = new ArrayList<>(path);
            here.add(entry.getKey());
            if (entry.getValue() instanceof JsonObject nested) {
                name(nested, here, names);
            } else {
                String words = String.join("_", here)
                        .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                        .replace('-', '_');
                names.put(PREFIX + words.toUpperCase(Locale.ROOT), here);
            }
        }
    }

    private static boolean sameType(Object known, Object value) {
        return known.getClass() == value.getClass() || (known instanceof Number && value instanceof Number);
    }

    private static String typeName(Object value) {
        return switch (value) {
            case Boolean flag -> "true or false";
            case Number number -> "a number";
            case JsonArray list -> "a list";
            case JsonObject section -> "a section of settings";
            default -> "a text";
        };
    }

    private static String nearest(JsonObject section, String key) {
        return section.fieldNames().stream()
                .filter(name -> name.equalsIgnoreCase(key) || name.startsWith(key) || key.startsWith(name))
                .findFirst()
                .map(name -> "; perhaps " + name)
                .orElse("");
    }
}
