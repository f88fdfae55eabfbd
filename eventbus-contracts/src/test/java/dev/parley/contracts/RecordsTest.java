package dev.parley.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every record of the contracts crosses the bus unharmed, in the form its schema publishes. */
class RecordsTest {

    private static final long SEED = 20_260_131;
    private static final Schemas SCHEMAS = new Schemas();

    static List<Class<? extends Record>> records() {
        return Contracts.records();
    }

    @Test
    void recordsAreFound() {
        assertThat(records()).hasSizeGreaterThan(40).contains(Caller.class);
    }

    @ParameterizedTest
    @MethodSource("records")
    <T extends Record> void everyRecordComesBackAsItWas(Class<T> type) throws ReflectiveOperationException {
        for (T value : new Samples(SEED, SCHEMAS).several(type)) {
            JsonObject json = (JsonObject) type.getMethod("encode", type).invoke(null, value);
            JsonObject read = new JsonObject(json.encode());

            assertThat(type.getMethod("decode", JsonObject.class).invoke(null, read))
                    .isEqualTo(value);
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    <T extends Record> void everyRecordIsWrittenAsItsSchemaSays(Class<T> type) {
        for (T value : new Samples(SEED, SCHEMAS).several(type)) {
            JsonObject written = new JsonObject(RecordCodec.encode(value).encode());

            assertThat(SCHEMAS.complaints(Contracts.schemaOf(type), written)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void everySchemaHasTheFieldsOfItsRecord(Class<? extends Record> type) {
        JsonObject schema = SCHEMAS.definition(Contracts.schemaOf(type));
        RecordComponent[] components = type.getRecordComponents();

        assertThat(schema.getJsonObject("properties").fieldNames()).containsExactlyElementsOf(names(components, false));
        assertThat(schema.getJsonArray("required").stream().map(Object::toString))
                .containsExactlyElementsOf(names(components, true));
    }

    @Test
    void everyRecordIsMappedAndNoMappingIsStale() throws IOException {
        Properties expected = new Properties();
        expected.put(UUID.class.getName() + ".serializer", RecordCodec.class.getName() + "#text");
        expected.put(UUID.class.getName() + ".deserializer", RecordCodec.class.getName() + "#uuid");
        for (Class<?> type : records()) {
            expected.put(type.getName() + ".serializer", type.getName() + "#encode");
            expected.put(type.getName() + ".deserializer", type.getName() + "#decode");
        }

        Properties mapped = new Properties();
        try (InputStream in = Objects.requireNonNull(
                RecordsTest.class.getResourceAsStream("/META-INF/vertx/json-mappers.properties"))) {
            mapped.load(in);
        }

        assertThat(mapped).containsExactlyInAnyOrderEntriesOf(expected);
    }

    private static List<String> names(RecordComponent[] components, boolean onlyRequired) {
        return Arrays.stream(components)
                .filter(component ->
                        !onlyRequired || !component.getAnnotatedType().isAnnotationPresent(Nullable.class))
                .map(RecordComponent::getName)
                .toList();
    }
}
