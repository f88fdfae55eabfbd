package dev.parley.bench.client;

import com.fasterxml.jackson.databind.JsonNode;

/** A call was answered with an error of the protocol, or its socket broke before the answer. */
public final class CallFailed extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int code;
    private final String reason;
    private final boolean retryable;
    private final long retryAfterMs;

    private CallFailed(int code, String reason, boolean retryable, long retryAfterMs, String message) {
        super(code + " " + reason + " " + message, null, false, false);
        this.code = code;
        this.reason = reason;
        this.retryable = retryable;
        this.retryAfterMs = retryAfterMs;
    }

    /** The error in a body of the shape {@code {"error":{…}}}. */
    static CallFailed of(int status, JsonNode body) {
        JsonNode error = body.path("error");
        return new CallFailed(
                error.path("code").asInt(status),
                error.path("reason").asText("unknown"),
                error.path("retryable").asBoolean(status >= 500 || status == 429),
                error.path("details").path("retryAfterMs").asLong(-1),
                error.path("message").asText(""));
    }

    /** The socket was closed before the answer came. */
    static CallFailed closed() {
        return new CallFailed(0, "closed", true, -1, "");
    }

    /** The HTTP status, 0 when there was no answer. */
    public int code() {
        return code;
    }

    /** What programs act on. */
    public String reason() {
        return reason;
    }

    /** Whether the same call may be repeated. */
    public boolean retryable() {
        return retryable;
    }

    /** The pause that the server asks for, or -1. */
    public long retryAfterMs() {
        return retryAfterMs;
    }

    /** Whether there was no answer at all. */
    public boolean unanswered() {
        return code == 0;
    }
}
