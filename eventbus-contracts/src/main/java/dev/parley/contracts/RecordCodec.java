package dev.parley.contracts;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes contract records as JSON and reads them back.
 *
 * <p>A component becomes a field of its name: UUIDs and enums (lower case) as text, instants as ISO-8601 UTC with milliseconds, lists as arrays,
 * records as objects, numbers, booleans and {@link JsonObject} as they are. Components without a value are left out, so that a reader of an
 * older version is not disturbed; a component that is not {@link Nullable} must be there. Unknown fields are skipped: the edge refuses them, an old node
 * must not.
 */
public final class RecordCodec {

    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return Shape.of(type);
        }
    };

    private RecordCodec() {}

    /** The JSON of a record. */
    public static JsonObject encode(Record value) {
        JsonObject json = new JsonObject();
        for (Component component : SHAPES.get(value.getClass()).components) {
            Object field = component.read(value);
            if (field != null) {
                json.put(component.name, write(field));
            }
        }
        return json;
    }

    /** The record of a type that the JSON stands for; {@link IllegalArgumentException} names the field that is missing or wrong. */
    public static <T extends Record> T decode(Class<T> type, JsonObject json) {
        Shape shape = SHAPES.get(type);
        @Nullable Object[] arguments = new @Nullable Object[shape.components.size()];
        for (int i = 0; i < arguments.length; i++) {
            Component component = shape.components.get(i);
            Object field = json.getValue(component.name);
            if (field == null && !component.optional) {
                throw new IllegalArgumentException(type.getSimpleName() + "." + component.name + " is missing");
            }
            arguments[i] = field == null ? null : component.parse(type, field);
        }
        return type.cast(shape.make(arguments));
    }

    /** A UUID as text. */
    public static String text(UUID value) {
        return value.toString();
    }

    /** The UUID that a text stands for. */
    public static UUID uuid(String value) {
        return UUID.fromString(value);
    }

    /** An instant as it crosses the wire: ISO-8601, UTC, milliseconds. */
    public static String text(Instant value) {
        return MILLIS.format(value);
    }

    private static Object write(Object value) {
        return switch (value) {
            case Record nested -> encode(nested);
            case UUID id -> id.toString();
            case Instant instant -> text(instant);
            case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
            case List<?> list -> {
                JsonArray array = new JsonArray(new ArrayList<>(list.size()));
                list.forEach(item -> array.add(write(item)));
                yield array;
            }
            default -> value;
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object parse(Type type, Object field) {
        if (type instanceof ParameterizedType list) {
            return items(list.getActualTypeArguments()[0], (JsonArray) field);
        }
        Class<?> target = (Class<?>) type;
        if (target.isRecord()) {
            return decode((Class<? extends Record>) target, (JsonObject) field);
        }
        if (target.isEnum()) {
            return Enum.valueOf((Class) target, ((String) field).toUpperCase(Locale.ROOT));
        }
        if (target == UUID.class) {
            return UUID.fromString((String) field);
        }
        if (target == Instant.class) {
            return Instant.parse((String) field);
        }
        if (target == long.class || target == Long.class) {
            return whole(field);
        }
        if (target == int.class || target == Integer.class) {
            return Math.toIntExact(whole(field));
        }
        return target == boolean.class ? (Boolean) field : target.cast(field);
    }

    private static List<Object> items(Type item, JsonArray array) {
        List<Object> items = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            Object value = array.getValue(i);
            if (value == null) {
                throw new IllegalArgumentException("item " + i + " is missing");
            }
            items.add(parse(item, value));
        }
        return List.copyOf(items);
    }

    private static long whole(Object field) {
        return field instanceof Integer small ? small : (Long) field;
    }

    private record Component(String name, Type type, boolean optional, java.lang.reflect.Method accessor) {

        @Nullable
        Object read(Record value) {
            try {
                return accessor.invoke(value);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException(e);
            }
        }

        Object parse(Class<?> owner, Object field) {
            try {
                return RecordCodec.parse(type, field);
            } catch (ClassCastException | IllegalArgumentException | ArithmeticException | DateTimeException e) {
                throw new IllegalArgumentException(owner.getSimpleName() + "." + name + " is not as it must be", e);
            }
        }
    }

    private record Shape(java.lang.reflect.Constructor<?> constructor, List<Component> components) {

        static Shape of(Class<?> type) {
            RecordComponent[] parts = type.getRecordComponents();
            Class<?>[] types = new Class<?>[parts.length];
            List<Component> components = new ArrayList<>();
            for (int i = 0; i < parts.length; i++) {
                types[i] = parts[i].getType();
                boolean optional = parts[i].getAnnotatedType().isAnnotationPresent(Nullable.class);
                components.add(
                        new Component(parts[i].getName(), parts[i].getGenericType(), optional, parts[i].getAccessor()));
            }
            try {
                return new Shape(type.getDeclaredConstructor(types), List.copyOf(components));
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(e);
            }
        }

        Object make(@Nullable Object[] arguments) {
            try {
                return constructor.newInstance(arguments);
            } catch (InvocationTargetException e) {
                throw new IllegalArgumentException(e.getCause());
            } catch (InstantiationException | IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
