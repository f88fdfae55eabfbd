package dev.parley.contracts;

/** The kinds of failure that a caller can tell apart by code; the {@code reason} says more. */
public enum Failure {
    /** What was asked makes no sense. */
    INVALID(400, false),
    /** Nobody, or nobody any more. */
    UNAUTHENTICATED(401, false),
    /** Known, but not allowed. */
    FORBIDDEN(403, false),
    /** Not there, or not for the caller to know of. */
    NOT_FOUND(404, false),
    /** It does not go with what is stored. */
    CONFLICT(409, false),
    /** More bytes than are taken. */
    TOO_LARGE(413, false),
    /** Too often; comes with {@code retryAfterMs}. */
    LIMITED(429, true),
    /** A fault of ours. */
    INTERNAL(500, false),
    /** Not now; whether it was done is not known, so repeat with the same key. */
    UNAVAILABLE(503, true);

    private final int code;
    private final boolean retryable;

    Failure(int code, boolean retryable) {
        this.code = code;
        this.retryable = retryable;
    }

    /** The HTTP status, which is the code on the bus as well. */
    public int code() {
        return code;
    }

    /** Whether the same request can succeed later. */
    public boolean retryable() {
        return retryable;
    }

    /** The kind with this code; {@link #INTERNAL} for codes that are none of ours. */
    public static Failure of(int code) {
        for (Failure failure : values()) {
            if (failure.code == code) {
                return failure;
            }
        }
        return INTERNAL;
    }
}
