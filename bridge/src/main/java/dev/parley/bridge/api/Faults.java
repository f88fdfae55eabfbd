package dev.parley.bridge.api;

import dev.parley.contracts.Failure;
import dev.parley.contracts.Failures;
import io.vertx.core.json.JsonObject;
import io.vertx.serviceproxy.ServiceException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only place that turns a failure into what callers are told, over REST and over sockets.
 *
 * <p>Failures of services are told as they are. Everything else is {@code internal}: the caller gets an id, and the log gets the same id with the cause.
 */
public final class Faults {

    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    private Faults() {}

    /**
     * What a caller is told.
     *
     * @param code the HTTP status
     * @param reason for programs
     * @param retryAfterMs when to try again; 0 when nothing is said
     * @param body the error shape
     */
    public record Told(int code, String reason, long retryAfterMs, JsonObject body) {}

    /** What is told where more is asked of a node than it can do. */
    public static ServiceException overloaded() {
        return Failures.of(
                Failure.UNAVAILABLE,
                "unavailable",
                "More is asked of this node than it can do. Repeat this soon.",
                new JsonObject().put("retryAfterMs", 1_000));
    }

    /** What is told of a failure. */
    public static Told told(Throwable cause) {
        String id = UUID.randomUUID().toString();
        ServiceException known = Failures.asService(cause);
        if (known == null) {
            LOG.error("A call failed, told as {}", id, cause);
            known = Failures.of(Failure.INTERNAL, "internal", "Something went wrong in Parley.");
        }
        JsonObject info = known.getDebugInfo();
        String reason = info.getString("reason");
        JsonObject details = info.getJsonObject("details");
        JsonObject error = new JsonObject()
                .put("code", known.failureCode())
                .put("reason", reason)
                .put("message", known.getMessage())
                .put("retryable", Failure.of(known.failureCode()).retryable())
                .put("id", id);
        long retryAfterMs = 0;
        if (details != null) {
            error.put("details", details);
            retryAfterMs = details.getLong("retryAfterMs", 0L);
        }
        return new Told(known.failureCode(), reason, retryAfterMs, new JsonObject().put("error", error));
    }
}
