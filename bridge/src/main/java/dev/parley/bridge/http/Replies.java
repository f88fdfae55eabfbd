package dev.parley.bridge.http;

import dev.parley.bridge.api.Answer;
import dev.parley.bridge.api.Faults;
import dev.parley.contracts.Failure;
import dev.parley.contracts.Failures;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.serviceproxy.ServiceException;

/** Writes answers and failures as HTTP responses. */
public final class Replies {

    private static final String JSON = "application/json";
    private static final int UPGRADE_REQUIRED = 426;
    private static final long UNAVAILABLE_RETRY_MS = 2_000;

    private Replies() {}

    /** Writes an answer. */
    public static void send(HttpServerResponse response, Answer answer) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(answer.status()).putHeader("Cache-Control", "no-store");
        if (answer.status() == 204) {
            response.end();
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(answer.body().toBuffer());
        }
    }

    /** Writes a failure. */
    public static void fail(HttpServerResponse response, Throwable cause) {
        if (response.ended() || response.closed() || response.headWritten()) {
            return;
        }
        Faults.Told told = Faults.told(cause);
        long retry = told.code() == Failure.UNAVAILABLE.code() && told.retryAfterMs() == 0
                ? UNAVAILABLE_RETRY_MS
                : told.retryAfterMs();
        if (retry > 0) {
            response.putHeader("Retry-After", String.valueOf((retry + 999) / 1_000));
        }
        if (told.code() == Failure.UNAUTHENTICATED.code()) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        if (told.code() == UPGRADE_REQUIRED) {
            response.putHeader("Sec-WebSocket-Version", "13")
                    .putHeader(HttpHeaders.UPGRADE, "websocket")
                    .putHeader(HttpHeaders.CONNECTION, "Upgrade");
        }
        send(response, new Answer(told.code(), told.body()));
    }

    /** What is told of a status that is a matter of HTTP. */
    public static ServiceException ofStatus(int status) {
        return switch (status) {
            case 404 -> Failures.notFound("not_found", "There is nothing here.");
            case 405 -> new ServiceException(405, "This cannot be done here.", reason("method_not_allowed"));
            case 413 -> Failures.of(Failure.TOO_LARGE, "too_large", "The request is too large.");
            case 414, 431 -> Failures.of(Failure.TOO_LARGE, "too_large", "The address or the headers are too large.");
            case 415 ->
                new ServiceException(415, "The body must be application/json.", reason("unsupported_media_type"));
            case UPGRADE_REQUIRED ->
                new ServiceException(
                        UPGRADE_REQUIRED, "Version 13 of WebSockets is spoken here.", reason("unsupported_websocket"));
            default -> Failures.invalid("invalid_request", "The request cannot be understood.");
        };
    }

    private static io.vertx.core.json.JsonObject reason(String reason) {
        return new io.vertx.core.json.JsonObject().put("reason", reason);
    }
}
