package dev.parley.bridge.http;

import dev.parley.bridge.api.Api;
import dev.parley.bridge.api.Calls;
import dev.parley.bridge.api.Faults;
import dev.parley.bridge.api.StrictJson;
import dev.parley.bridge.auth.Session;
import dev.parley.bridge.auth.Tokens;
import dev.parley.bridge.auth.Visitors;
import dev.parley.contracts.Caller;
import dev.parley.contracts.Failures;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.serviceproxy.ServiceException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * Mounts the calls at the operations of the API's description.
 *
 * <p>Requests are checked by the shapes of the description, here and on the event loop, instead of by the library's validator, which checks on worker threads and takes more than the services do.
 */
public final class ApiRoutes {

    private static final String BEARER = "bearer ";

    private final Api api;
    private final Calls calls;
    private final Tokens tokens;
    private final Visitors visitors;
    private final Predicate<String> takes;
    private final long answerMs;

    /** Routes for the calls of a node, which are answered within so many milliseconds; {@code takes} tells whether the node may take an operation on now. */
    public ApiRoutes(Api api, Calls calls, Tokens tokens, Visitors visitors, Predicate<String> takes, long answerMs) {
        this.api = api;
        this.calls = calls;
        this.tokens = tokens;
        this.visitors = visitors;
        this.takes = takes;
        this.answerMs = answerMs;
    }

    /** A router with all operations; {@link IllegalStateException} when one of them has no call. */
    public Router router(Vertx vertx) {
        RouterBuilder builder = RouterBuilder.create(vertx, api.contract());
        Set<String> missing = new TreeSet<>();
        for (OpenAPIRoute route : builder.getRoutes()) {
            String id = route.getOperation().getOperationId();
            if (!calls.ids().contains(id)) {
                missing.add(id);
            }
            Api.Request request = api.request(id);
            route.setDoSecurity(false).setDoValidation(false).addHandler(context -> handle(context, request));
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("Operations without a call: " + missing);
        }
        return builder.createRouter();
    }

    private void handle(RoutingContext context, Api.Request request) {
        caller(context.request(), request.open())
                .compose(caller -> takes.test(request.operationId())
                        ? calls.make(request.operationId(), caller, input(context, request))
                        : Future.failedFuture(Faults.overloaded()))
                .timeout(answerMs, TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(failure instanceof TimeoutException ? late() : failure))
                .onSuccess(answer -> Replies.send(context.response(), answer))
                .onFailure(failure -> Replies.fail(context.response(), failure));
    }

    private static ServiceException late() {
        return Failures.unavailable("unavailable", "This took too long. Repeat it.");
    }

    private Future<Caller> caller(HttpServerRequest request, boolean open) {
        String address = visitors.address(request);
        String device = visitors.device(request);
        if (open) {
            return Future.succeededFuture(Caller.anonymous(address, device));
        }
        return session(request, address).map(session -> session.caller(address, device));
    }

    private Future<Session> session(HttpServerRequest request, String address) {
        List<String> headers = request.headers().getAll("Authorization");
        if (headers.size() != 1 || !headers.getFirst().regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Future.failedFuture(Failures.unauthenticated());
        }
        return tokens.verify(headers.getFirst().substring(BEARER.length()).strip(), address);
    }

    /** Everything that was sent, in one object: path and query by their names, and the fields of the body. */
    private static JsonObject input(RoutingContext context, Api.Request request) {
        JsonObject input = new JsonObject();
        context.pathParams().forEach((name, text) -> put(input, request, name, text));
        query(sent(context), request, input);
        request.parameters().check(input);
        Buffer bytes = context.body() == null ? null : context.body().buffer();
        if (request.body() != null) {
            JsonObject body = StrictJson.object(bytes == null ? Buffer.buffer() : bytes);
            request.body().check(body);
            body.forEach(field -> input.put(field.getKey(), field.getValue()));
        } else if (bytes != null && bytes.length() > 0) {
            throw Failures.invalidField("", "must have no body");
        }
        return input;
    }

    private static MultiMap sent(RoutingContext context) {
        try {
            return context.queryParams();
        } catch (RuntimeException e) {
            throw Failures.invalid("invalid_request", "The query cannot be decoded.");
        }
    }

    private static void query(MultiMap sent, Api.Request request, JsonObject input) {
        for (String name : sent.names()) {
            if (!request.query().contains(name)) {
                throw Failures.invalidField("/" + (name.length() > 40 ? "" : name), "is not known here");
            }
            List<String> values = sent.getAll(name);
            if (values.size() > 1) {
                throw Failures.invalidField("/" + name, "stands twice");
            }
            put(input, request, name, values.getFirst());
        }
    }

    private static void put(JsonObject input, Api.Request request, String name, String text) {
        input.put(name, request.parameters().parse(name, StrictJson.clean(text)));
    }
}
