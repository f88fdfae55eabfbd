package dev.parley.bridge.auth;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How often something may be done: a bucket that holds so many tokens and is refilled steadily. What is limited takes one token, and of {@link #BYTES_USER} one for each byte.
 *
 * @param name what is limited
 * @param burst how many times at once
 * @param perMinute how many times a minute over a long time
 * @param shared whether all nodes count together while Redis is there; otherwise, and without it, each node counts for itself
 */
public record Limit(String name, int burst, double perMinute, boolean shared) {

    /** Registrations from one network address. */
    public static final String REGISTER_ADDRESS = "register-address";

    /** Log-ins to one account, whether there is such an account or not. */
    public static final String LOGIN_ACCOUNT = "login-account";

    /** Log-ins from one network address. */
    public static final String LOGIN_ADDRESS = "login-address";

    /** Renewals of sessions from one network address. */
    public static final String REFRESH_ADDRESS = "refresh-address";

    /** Requests without a session from one network address. */
    public static final String REQUESTS_ADDRESS = "requests-address";

    /** Tokens with a false signature from one network address; when they are too many, no token of that address is checked that has not been seen here before. */
    public static final String TOKENS_ADDRESS = "tokens-address";

    /** New sockets from one network address. */
    public static final String SOCKETS_ADDRESS = "sockets-address";

    /** Calls of one person, over REST or sockets. */
    public static final String REQUESTS_USER = "requests-user";

    /** Messages, edits and reactions of one person. */
    public static final String MESSAGES_USER = "messages-user";

    /** Bytes of text in the messages and edits of one person. */
    public static final String BYTES_USER = "bytes-user";

    /** Notices that one person writes; what is too much is not told. */
    public static final String TYPING_USER = "typing-user";

    /** Rooms that one person makes, opens or changes. */
    public static final String ROOMS_USER = "rooms-user";

    /** Seats that one person takes, gives or ends, and roles. */
    public static final String SEATS_USER = "seats-user";

    /** Searches of one person. */
    public static final String SEARCH_USER = "search-user";

    /** All limits by name, as they are without configuration. */
    public static final Map<String, Limit> DEFAULTS = Stream.of(
                    new Limit(REGISTER_ADDRESS, 20, 1, true),
                    new Limit(LOGIN_ACCOUNT, 10, 2, true),
                    new Limit(LOGIN_ADDRESS, 60, 30, true),
                    new Limit(REFRESH_ADDRESS, 240, 120, true),
                    new Limit(REQUESTS_ADDRESS, 600, 600, false),
                    new Limit(TOKENS_ADDRESS, 600, 600, false),
                    new Limit(SOCKETS_ADDRESS, 2_000, 6_000, false),
                    new Limit(REQUESTS_USER, 600, 1_200, false),
                    new Limit(MESSAGES_USER, 60, 300, false),
                    new Limit(BYTES_USER, 262_144, 524_288, false),
                    new Limit(TYPING_USER, 30, 120, false),
                    new Limit(ROOMS_USER, 30, 10, false),
                    new Limit(SEATS_USER, 120, 120, false),
                    new Limit(SEARCH_USER, 60, 120, false))
            .collect(Collectors.toUnmodifiableMap(Limit::name, Function.identity()));

    /** Milliseconds that it takes until one more is allowed. */
    public double millisPerToken() {
        return 60_000 / perMinute;
    }
}
