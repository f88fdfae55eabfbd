package dev.parley.contracts;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaRepository;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The published JSON Schemas of the contracts. */
final class Schemas {

    private static final List<String> FILES = List.of("common", "users", "rooms", "messages", "events");

    private final Map<String, JsonObject> files = new LinkedHashMap<>();
    private final SchemaRepository repository = SchemaRepository.create(new JsonSchemaOptions()
            .setBaseUri("app://parley/schemas/")
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic));

    /** Reads them. */
    Schemas() {
        for (String name : FILES) {
            JsonObject json = read("/schemas/" + name + ".json");
            files.put(name + ".json", json);
            repository.dereference(JsonSchema.of(json));
        }
    }

    /** What is defined in a file, by name. */
    JsonObject definitions(String file) {
        return Objects.requireNonNull(files.get(file), file).getJsonObject("$defs");
    }

    /** The definition that a reference like {@code rooms.json#/$defs/Room} means. */
    JsonObject definition(String reference) {
        String[] parts = reference.split("#/\\$defs/", 2);
        JsonObject found = definitions(parts[0]).getJsonObject(parts[1]);
        if (found == null) {
            throw new AssertionError("there is no schema " + reference);
        }
        return found;
    }

    /** What is wrong with a JSON value in the eyes of a schema; empty when nothing is. */
    String complaints(String reference, JsonObject value) {
        OutputUnit outcome =
                repository.validator("app://parley/schemas/" + reference).validate(value);
        if (Boolean.TRUE.equals(outcome.getValid())) {
            return "";
        }
        return outcome.getErrors().stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getError())
                .collect(Collectors.joining("; ", reference + " ", " in " + value.encode()));
    }

    private static JsonObject read(String resource) {
        try (InputStream in = Objects.requireNonNull(Schemas.class.getResourceAsStream(resource), resource)) {
            return new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
