package dev.parley.bridge.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The description of the API: its operations with the shapes of their requests, and its text as it is served. */
public final class Api {

    /** Where the description of REST lies on the class path. */
    public static final String OPENAPI = "openapi/parley.yaml";

    private static final JsonObject NOTHING =
            new JsonObject().put("type", "object").put("additionalProperties", false);

    private final OpenAPIContract contract;
    private final Buffer text;
    private final Map<String, Request> requests;

    private Api(OpenAPIContract contract, Buffer text) {
        this.contract = contract;
        this.text = text;
        this.requests = contract.operations().stream()
                .collect(Collectors.toUnmodifiableMap(Operation::getOperationId, Request::of));
    }

    /** Reads the description. */
    public static Future<Api> load(Vertx vertx) {
        return vertx.fileSystem()
                .readFile(OPENAPI)
                .compose(text -> OpenAPIContract.from(vertx, OPENAPI).map(contract -> new Api(contract, text)));
    }

    /** The parsed description. */
    public OpenAPIContract contract() {
        return contract;
    }

    /** The description as it was written. */
    public Buffer text() {
        return text;
    }

    /** The request of an operation. */
    public Request request(String operationId) {
        Request request = requests.get(operationId);
        if (request == null) {
            throw new IllegalArgumentException("There is no operation " + operationId + ".");
        }
        return request;
    }

    /** The shape of a schema that stands among the components. */
    public Shape component(String name) {
        return Shape.of(contract.getRawContract()
                .getJsonObject("components")
                .getJsonObject("schemas")
                .getJsonObject(name));
    }

    /**
     * What an operation takes.
     *
     * @param operationId the operation
     * @param parameters the shape of what stands in the path and the query
     * @param query the names of what may stand in the query
     * @param body the shape of the body; null when it takes none
     * @param open whether it may be called without a session
     */
    public record Request(
            String operationId,
            Shape parameters,
            Set<String> query,
            @Nullable Shape body,
            boolean open) {

        /** The shape of everything in one object, as it is sent over the socket. */
        public Shape whole() {
            return body == null ? parameters : parameters.and(body);
        }

        static Request of(Operation operation) {
            return new Request(
                    operation.getOperationId(),
                    parameters(operation),
                    operation.getParameters().stream()
                            .filter(parameter -> parameter.getIn() == Location.QUERY)
                            .map(Parameter::getName)
                            .collect(Collectors.toUnmodifiableSet()),
                    operation.getRequestBody() == null ? null : body(operation),
                    operation.getSecurityRequirements().isEmpty());
        }

        private static Shape body(Operation operation) {
            MediaType json = operation.getRequestBody().getContent().get("application/json");
            return Shape.of((JsonObject) Objects.requireNonNull(json).getSchema());
        }

        private static Shape parameters(Operation operation) {
            Map<String, Object> properties = new LinkedHashMap<>();
            JsonArray required = new JsonArray();
            for (Parameter parameter : operation.getParameters()) {
                properties.put(parameter.getName(), parameter.getSchema());
                if (parameter.isRequired()) {
                    required.add(parameter.getName());
                }
            }
            return Shape.of(
                    NOTHING.copy().put("properties", new JsonObject(properties)).put("required", required));
        }
    }
}
