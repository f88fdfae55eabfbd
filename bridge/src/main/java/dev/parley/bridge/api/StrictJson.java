package dev.parley.bridge.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.parley.contracts.Failure;
import dev.parley.contracts.Failures;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.serviceproxy.ServiceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object from bytes and refuses whatever two readers could understand differently.
 *
 * <p>Refused: bytes that are not UTF-8, duplicate keys, anything after the object, {@code NaN} and infinite numbers, integers beyond 64 bits, lone surrogates, NUL,
 * more than {@value #DEPTH} levels.
 */
public final class StrictJson {

    private static final int DEPTH = 32;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNumberLength(40)
                    .build())
            .build();

    private StrictJson() {}

    /** The object that the bytes stand for; fails with {@code invalid_json}. */
    public static JsonObject object(Buffer bytes) {
        return object(decode(bytes.getBytes()));
    }

    /** The object that the text stands for; fails with {@code invalid_json}. */
    public static JsonObject object(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw refused("it must be an object");
            }
            JsonObject object = readObject(parser);
            if (parser.nextToken() != null) {
                throw refused("something follows the object");
            }
            return object;
        } catch (StreamConstraintsException e) {
            throw refused("it is nested too deeply, or has a number that is too long");
        } catch (IOException e) {
            boolean twice = String.valueOf(e.getMessage()).startsWith("Duplicate field");
            throw refused(twice ? "a key stands twice" : "it cannot be parsed");
        }
    }

    private static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refused("it is not UTF-8");
        }
    }

    private static JsonObject readObject(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = clean(parser.currentName());
            parser.nextToken();
            fields.put(name, readValue(parser));
        }
        return new JsonObject(fields);
    }

    private static JsonArray readArray(JsonParser parser) throws IOException {
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(readValue(parser));
        }
        return new JsonArray(items);
    }

    private static @Nullable Object readValue(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> readObject(parser);
            case START_ARRAY -> readArray(parser);
            case VALUE_STRING -> clean(parser.getText());
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> finite(parser.getDoubleValue());
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            default -> throw refused("it cannot be parsed");
        };
    }

    private static Number integer(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> parser.getIntValue();
            case LONG -> parser.getLongValue();
            default -> throw refused("a number is out of range");
        };
    }

    private static Double finite(double number) {
        if (!Double.isFinite(number)) {
            throw refused("a number is out of range");
        }
        return number;
    }

    /** The text, when it has neither NUL nor half a character; fails with {@code invalid_json}. For texts that come by other ways than JSON. */
    public static String clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw refused("a text has a NUL");
            }
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw refused("a text has half a character");
                }
                i++;
            }
        }
        return text;
    }

    private static ServiceException refused(String problem) {
        return Failures.of(
                Failure.INVALID,
                "invalid_json",
                "This is not JSON as Parley takes it: " + problem + ".",
                new JsonObject().put("problem", problem));
    }
}
