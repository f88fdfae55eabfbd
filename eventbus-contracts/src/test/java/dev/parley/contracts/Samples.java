package dev.parley.contracts;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes values of contract records, within what their schemas allow, from a seed. */
final class Samples {

    private static final String LETTERS = "aZ09 _-.\"\\/\n\t<>&'äéß\u202e你好かな👋🏽🇮🇸\u2028\u0000";

    private final Random random;
    private final Schemas schemas;

    /** The values that follow from a seed. */
    Samples(long seed, Schemas schemas) {
        this.random = new Random(seed);
        this.schemas = schemas;
    }

    /** Any value of a record; optional components are there half of the time. */
    <T extends Record> T any(Class<T> type) {
        return make(type, 0.5);
    }

    /** A value of a record with nothing that is optional, on any level. */
    <T extends Record> T bare(Class<T> type) {
        return make(type, 0);
    }

    /** A value of a record with everything that is optional, on every level. */
    <T extends Record> T full(Class<T> type) {
        return make(type, 1);
    }

    private <T extends Record> T make(Class<T> type, double chance) {
        RecordComponent[] components = type.getRecordComponents();
        @Nullable
        Object[] arguments = Arrays.stream(components)
                .map(component -> optional(component) && random.nextDouble() >= chance
                        ? null
                        : value(component.getGenericType(), rule(type, component), chance))
                .toArray();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonObject rule(Class<?> type, RecordComponent component) {
        if (type.getEnclosingClass() != null) {
            return new JsonObject();
        }
        JsonObject rule = schemas.definition(Contracts.schemaOf(type))
                .getJsonObject("properties")
                .getJsonObject(component.getName());
        if (rule == null) {
            throw new AssertionError(Contracts.schemaOf(type) + " lacks the property " + component.getName());
        }
        return rule;
    }

    @SuppressWarnings("unchecked")
    private Object value(Type type, JsonObject rule, double chance) {
        if (type instanceof ParameterizedType list) {
            Type item = list.getActualTypeArguments()[0];
            int size = random.nextInt(1 + Math.min(4, rule.getInteger("maxItems", 4)));
            return IntStream.range(0, size)
                    .mapToObj(i -> value(item, new JsonObject(), chance))
                    .toList();
        }
        Class<?> target = (Class<?>) type;
        if (target.isRecord()) {
            return make((Class<? extends Record>) target, chance);
        }
        if (target.isEnum()) {
            Object[] constants = target.getEnumConstants();
            return constants[random.nextInt(constants.length)];
        }
        if (target == UUID.class) {
            return new UUID(random.nextLong(), random.nextLong());
        }
        if (target == Instant.class) {
            return Instant.ofEpochMilli(random.nextLong(4_102_444_800_000L));
        }
        if (target == long.class || target == Long.class) {
            return random.nextLong(rule.getLong("minimum", 0L), 1L << random.nextInt(2, 53));
        }
        if (target == int.class || target == Integer.class) {
            return random.nextInt(rule.getInteger("minimum", 0), Integer.MAX_VALUE);
        }
        if (target == boolean.class || target == Boolean.class) {
            return random.nextBoolean();
        }
        if (target == String.class) {
            return text(rule);
        }
        throw new AssertionError("no samples of " + type);
    }

    private String text(JsonObject rule) {
        JsonArray choices = rule.getJsonArray("enum");
        if (choices != null) {
            return choices.getString(random.nextInt(choices.size()));
        }
        int[] letters = LETTERS.codePoints().toArray();
        int size = random.nextInt(rule.getInteger("minLength", 0), 12);
        return random.ints(size, 0, letters.length)
                .map(i -> letters[i])
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Values of several records: one bare, one full, and others. */
    <T extends Record> List<T> several(Class<T> type) {
        return IntStream.range(0, 40)
                .mapToObj(i -> i == 0 ? bare(type) : i == 1 ? full(type) : any(type))
                .toList();
    }

    private static boolean optional(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }
}
