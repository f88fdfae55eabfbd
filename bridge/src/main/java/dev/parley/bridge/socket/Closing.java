package dev.parley.bridge.socket;

/** Why the server ends a connection; the code says what the client is to do. */
enum Closing {
    /** It sent what is no frame. */
    BAD_FRAME(4400, "bad_frame"),
    /** It sent a frame that is too large. */
    TOO_LARGE(1009, "too_large"),
    /** Its token ended, or its session: renew it, or log in. */
    TOKEN(4401, "unauthenticated"),
    /** The account is suspended. */
    SUSPENDED(4403, "suspended"),
    /** It reads too slowly: connect again and catch up. */
    TOO_SLOW(4408, "too_slow"),
    /** It sends too much. */
    FLOOD(4429, "rate_limited"),
    /** Its person has as many as may be on this node. */
    CROWDED(4429, "rate_limited"),
    /** It gave no sign of life. */
    SILENT(4408, "silent"),
    /** The node leaves; the reason is the time in ms over which to come back. */
    DRAINING(1001, ""),
    /** The node starts again. */
    RESTART(1012, "restart");

    final int code;
    final String reason;

    Closing(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }
}
