package dev.parley.bridge.api;

import dev.parley.contracts.Failures;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a request must look like, compiled from the part of JSON Schema that the API description uses for requests.
 *
 * <p>REST and the socket check with the same shapes, on the event loop, so that both refuse the same things with the same words. Stricter than a general
 * validator where a service would stumble: integers are written without a fraction, UUIDs in the usual form and lower case, lengths count characters, unknown fields are always refused.
 * A schema with a keyword that is not understood is a fault of ours and refused when it is compiled.
 */
public final class Shape {

    private static final Set<String> WORDS = Set.of("description", "examples", "example", "default", "title");

    private final Map<String, Field> fields;
    private final Set<String> required;

    private Shape(Map<String, Field> fields, Set<String> required) {
        this.fields = Map.copyOf(fields);
        this.required = Set.copyOf(required);
    }

    /** The shape of an object schema; {@link IllegalArgumentException} when it cannot be compiled. */
    public static Shape of(JsonObject schema) {
        if (!"object".equals(schema.getString("type"))
                || !Boolean.FALSE.equals(schema.getValue("additionalProperties"))) {
            throw new IllegalArgumentException("must be an object without additional properties: " + schema);
        }
        Map<String, Field> fields = new LinkedHashMap<>();
        JsonObject properties = schema.getJsonObject("properties", new JsonObject());
        properties.fieldNames().forEach(name -> fields.put(name, Field.of(properties.getJsonObject(name))));
        return new Shape(fields, names(schema.getJsonArray("required", new JsonArray())));
    }

    /** An object that has the fields of both. */
    public Shape and(Shape other) {
        Map<String, Field> all = new TreeMap<>(fields);
        all.putAll(other.fields);
        Set<String> needed = new java.util.TreeSet<>(required);
        needed.addAll(other.required);
        return new Shape(all, needed);
    }

    /** An object with one more field. */
    public Shape with(String name, JsonObject schema, boolean needed) {
        return and(new Shape(Map.of(name, Field.of(schema)), needed ? Set.of(name) : Set.of()));
    }

    /** Whether there is nothing that it could have. */
    public boolean empty() {
        return fields.isEmpty();
    }

    /** The names of all fields. */
    public Set<String> names() {
        return fields.keySet();
    }

    /** Fails with {@code invalid_request} and the first field that is missing, unknown or wrong. */
    public void check(JsonObject value) {
        for (Map.Entry<String, Object> entry : value) {
            Field field = fields.get(entry.getKey());
            if (field == null) {
                throw Failures.invalidField(pointer(entry.getKey()), "is not known here");
            }
            field.check(pointer(entry.getKey()), entry.getValue());
        }
        for (String name : required) {
            if (!value.containsKey(name)) {
                throw Failures.invalidField(pointer(name), "is missing");
            }
        }
    }

    /** The value that a text in a path or a query stands for; the text itself when it stands for none. */
    public Object parse(String name, String text) {
        Field field = fields.get(name);
        return field == null ? text : field.parse(text);
    }

    private static String pointer(String name) {
        String shown = name.length() > 40 ? name.substring(0, 40) : name;
        return "/" + shown.replace("~", "~0").replace("/", "~1");
    }

    private static Set<String> names(JsonArray list) {
        return Set.copyOf(list.stream().map(String.class::cast).toList());
    }

    private record Field(
            String type,
            @Nullable String format,
            long least,
            long most,
            @Nullable List<Object> choice,
            @Nullable Field item) {

        static Field of(JsonObject schema) {
            String type = schema.getString("type", "");
            Set<String> understood = switch (type) {
                case "string" -> Set.of("type", "format", "minLength", "maxLength", "enum");
                case "integer" -> Set.of("type", "format", "minimum", "maximum");
                case "boolean" -> Set.of("type", "enum");
                case "array" -> Set.of("type", "items", "minItems", "maxItems");
                default -> throw new IllegalArgumentException("has a type that is not understood: " + schema);
            };
            schema.fieldNames().stream()
                    .filter(name -> !understood.contains(name) && !WORDS.contains(name) && !name.startsWith("__"))
                    .findAny()
                    .ifPresent(name -> {
                        throw new IllegalArgumentException("has " + name + ", which is not understood: " + schema);
                    });
            String size = type.equals("string") ? "Length" : type.equals("array") ? "Items" : "imum";
            JsonObject items = schema.getJsonObject("items");
            return new Field(
                    type,
                    schema.getString("format"),
                    schema.getLong("min" + size, type.equals("integer") ? Long.MIN_VALUE : 0),
                    schema.getLong("max" + size, Long.MAX_VALUE),
                    schema.getJsonArray("enum") == null
                            ? null
                            : List.copyOf(schema.getJsonArray("enum").getList()),
                    items == null ? null : of(items));
        }

        void check(String path, @Nullable Object value) {
            String problem = switch (type) {
                case "string" -> value instanceof String text ? text(text) : "must be a text";
                case "integer" ->
                    value instanceof Integer || value instanceof Long
                            ? range(((Number) value).longValue(), "must be ", "")
                            : "must be a whole number";
                case "boolean" ->
                    !(value instanceof Boolean)
                            ? "must be true or false"
                            : choice != null && !choice.contains(value) ? "must be " + choice.get(0) : null;
                default -> value instanceof JsonArray list ? list(path, list) : "must be a list";
            };
            if (problem != null) {
                throw Failures.invalidField(path, problem);
            }
        }

        private @Nullable String text(String text) {
            if (choice != null && !choice.contains(text)) {
                return "must be one of "
                        + String.join(", ", choice.stream().map(String::valueOf).toList());
            }
            if ("uuid".equals(format)) {
                return uuid(text) ? null : "must be a UUID";
            }
            return range(text.codePointCount(0, text.length()), "must have ", " characters");
        }

        private @Nullable String list(String path, JsonArray list) {
            String problem = range(list.size(), "must have ", " items");
            for (int i = 0; problem == null && item != null && i < list.size(); i++) {
                item.check(path + "/" + i, list.getValue(i));
            }
            return problem;
        }

        private @Nullable String range(long number, String before, String after) {
            if (number < least) {
                return before + "at least " + least + after;
            }
            return number > most ? before + "at most " + most + after : null;
        }

        Object parse(String text) {
            if (type.equals("integer") && text.length() <= 19 && text.matches("-?(0|[1-9][0-9]*)")) {
                try {
                    return Long.valueOf(text);
                } catch (NumberFormatException e) {
                    return text;
                }
            }
            if (type.equals("boolean") && (text.equals("true") || text.equals("false"))) {
                return Boolean.valueOf(text);
            }
            return text;
        }

        private static boolean uuid(String text) {
            if (text.length() != 36) {
                return false;
            }
            try {
                return UUID.fromString(text).toString().equals(text);
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }
}
