package dev.parley.contracts;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import io.vertx.serviceproxy.ServiceException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the failures that services answer with, and reads them on the other side of the bus.
 *
 * <p>A failure is a {@link ServiceException}: its code is that of a {@link Failure}, its message is for people, and its debug info
 * carries {@code reason} (for programs) and {@code details} over the bus.
 */
public final class Failures {

    private Failures() {}

    /** A request that makes no sense; {@code reason} in snake case. */
    public static ServiceException invalid(String reason, String message) {
        return of(Failure.INVALID, reason, message);
    }

    /** A field that is wrong: {@code invalid_request} with the JSON pointer of the field and what is wrong with it. */
    public static ServiceException invalidField(String path, String problem) {
        return of(
                Failure.INVALID,
                "invalid_request",
                "The request is not valid: " + path + " " + problem + ".",
                new JsonObject().put("path", path).put("problem", problem));
    }

    /** Nobody asks, or nobody any more. */
    public static ServiceException unauthenticated() {
        return unauthenticated("unauthenticated", "Log in first.");
    }

    /** Who asks could not be proven. */
    public static ServiceException unauthenticated(String reason, String message) {
        return of(Failure.UNAUTHENTICATED, reason, message);
    }

    /** The caller may know of it, but not do it. */
    public static ServiceException forbidden(String reason, String message) {
        return of(Failure.FORBIDDEN, reason, message);
    }

    /** There is no such thing, or the caller may not know of it. */
    public static ServiceException notFound(String reason, String message) {
        return of(Failure.NOT_FOUND, reason, message);
    }

    /** It does not go with what is stored. */
    public static ServiceException conflict(String reason, String message) {
        return of(Failure.CONFLICT, reason, message);
    }

    /** Too often: the caller may try again after so many milliseconds. */
    public static ServiceException limited(String reason, String message, long retryAfterMs) {
        return of(Failure.LIMITED, reason, message, new JsonObject().put("retryAfterMs", retryAfterMs));
    }

    /** Not now; whether it was done is not known. */
    public static ServiceException unavailable(String reason, String message) {
        return of(Failure.UNAVAILABLE, reason, message);
    }

    /** A failure of a kind, with a reason in snake case and a message for people. */
    public static ServiceException of(Failure failure, String reason, String message) {
        return of(failure, reason, message, null);
    }

    /** A failure with details that programs can use. */
    public static ServiceException of(Failure failure, String reason, String message, @Nullable JsonObject details) {
        JsonObject info = new JsonObject().put("reason", reason);
        if (details != null) {
            info.put("details", details);
        }
        return new ServiceException(failure.code(), message, info);
    }

    /** The reason of a failure that came from a service; {@code internal} or {@code unavailable} for everything else. */
    public static String reason(Throwable failure) {
        return failure instanceof ServiceException known
                ? reason(known)
                : asService(failure) == null ? "internal" : "unavailable";
    }

    /**
     * The failure as a service gave it, or {@code unavailable} when no service answered; null when it is a fault of ours, whose text is not for callers.
     */
    public static @Nullable ServiceException asService(Throwable failure) {
        if (failure instanceof ServiceException known) {
            return known.getDebugInfo() != null && known.getDebugInfo().containsKey("reason") ? known : null;
        }
        if (failure instanceof ReplyException reply
                && (reply.failureType() == ReplyFailure.NO_HANDLERS || reply.failureType() == ReplyFailure.TIMEOUT)) {
            return unavailable("unavailable", "This part of Parley cannot be reached now.");
        }
        return null;
    }

    private static String reason(ServiceException known) {
        JsonObject info = known.getDebugInfo();
        return info == null ? "internal" : info.getString("reason", "internal");
    }
}
