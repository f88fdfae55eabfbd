package dev.parley.bridge.auth;

import dev.parley.contracts.Caller;
import dev.parley.contracts.Failures;
import dev.parley.contracts.users.Credentials;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides which calls come too often. The table says which limits a call is counted by.
 *
 * <p>Limits that a node counts for itself are decided at once. Those that all nodes count together are asked of Redis, and without Redis each node counts for itself.
 */
public final class Limits {

    private static final Map<String, List<String>> TABLE = Map.ofEntries(
            Map.entry("register", List.of(Limit.REGISTER_ADDRESS)),
            Map.entry("logIn", List.of(Limit.LOGIN_ADDRESS, Limit.LOGIN_ACCOUNT)),
            Map.entry("refresh", List.of(Limit.REFRESH_ADDRESS)),
            Map.entry("createRoom", List.of(Limit.ROOMS_USER)),
            Map.entry("openDirect", List.of(Limit.ROOMS_USER)),
            Map.entry("updateRoom", List.of(Limit.ROOMS_USER)),
            Map.entry("joinRoom", List.of(Limit.SEATS_USER)),
            Map.entry("leaveRoom", List.of(Limit.SEATS_USER)),
            Map.entry("addMember", List.of(Limit.SEATS_USER)),
            Map.entry("removeMember", List.of(Limit.SEATS_USER)),
            Map.entry("setRole", List.of(Limit.SEATS_USER)),
            Map.entry("postMessage", List.of(Limit.MESSAGES_USER, Limit.BYTES_USER)),
            Map.entry("editMessage", List.of(Limit.MESSAGES_USER, Limit.BYTES_USER)),
            Map.entry("deleteMessage", List.of(Limit.MESSAGES_USER)),
            Map.entry("react", List.of(Limit.MESSAGES_USER)),
            Map.entry("unreact", List.of(Limit.MESSAGES_USER)),
            Map.entry("messages.react", List.of(Limit.MESSAGES_USER)),
            Map.entry("searchUsers", List.of(Limit.SEARCH_USER)),
            Map.entry("roomDirectory", List.of(Limit.SEARCH_USER)));

    private final Function<String, Limit> limits;
    private final LocalBuckets local;
    private final Buckets shared;

    /** Limits by name, counted by this node and, where they are shared, together with others. */
    public Limits(Function<String, Limit> limits, LocalBuckets local, Buckets shared) {
        this.limits = limits;
        this.local = local;
        this.shared = shared;
    }

    /** Counts a call; fails with {@code rate_limited} when it comes too often. */
    public Future<@Nullable Void> admit(String call, Caller caller, JsonObject input) {
        Future<@Nullable Void> admitted = count(everything(caller), caller, input);
        for (String name : TABLE.getOrDefault(call, List.of())) {
            admitted = admitted.compose(ok -> count(name, caller, input));
        }
        return admitted;
    }

    /** Counts a request of a person for itself, at once; the milliseconds to wait when it comes too often, otherwise 0. */
    public long ask(UUID userId) {
        return local.takeNow(limits.apply(Limit.REQUESTS_USER), userId.toString());
    }

    /** Counts a notice that a person writes, at once; false when they come too often. */
    public boolean mayTell(UUID userId) {
        return local.takeNow(limits.apply(Limit.TYPING_USER), userId.toString()) == 0;
    }

    /** Counts a new socket from an address, at once; the milliseconds to wait when they come too often, otherwise 0. */
    public long connect(String address) {
        return local.takeNow(limits.apply(Limit.SOCKETS_ADDRESS), network(address));
    }

    /** Fails with {@code rate_limited} when too many tokens of an address had a false signature: a signature is dear to check. */
    public void mayTry(String address) {
        require(local.look(limits.apply(Limit.TOKENS_ADDRESS), network(address)));
    }

    /** Counts a token of an address that had a false signature. */
    public void forged(String address) {
        local.takeNow(limits.apply(Limit.TOKENS_ADDRESS), network(address));
    }

    private static String everything(Caller caller) {
        return caller.userId() == null ? Limit.REQUESTS_ADDRESS : Limit.REQUESTS_USER;
    }

    private Future<@Nullable Void> count(String name, Caller caller, JsonObject input) {
        Limit limit = limits.apply(name);
        String key = key(name, caller, input);
        Future<Long> wait = limit.shared()
                ? shared.take(limit, key)
                : Future.succeededFuture(local.takeNow(limit, key, tokens(name, input)));
        return wait.map(millis -> {
            require(millis);
            return null;
        });
    }

    private static int tokens(String name, JsonObject input) {
        return name.equals(Limit.BYTES_USER) ? ByteBufUtil.utf8Bytes(input.getString("content", "")) : 1;
    }

    private static void require(long wait) {
        if (wait > 0) {
            throw Failures.limited("rate_limited", "Too often. Try again a little later.", wait);
        }
    }

    private static String key(String name, Caller caller, JsonObject input) {
        if (name.equals(Limit.LOGIN_ACCOUNT)) {
            return hash(Credentials.normal(input.getString("email", "")));
        }
        return name.endsWith("-address") ? network(caller.address()) : Objects.toString(caller.userId());
    }

    /** One person has a whole /64 of IPv6, so that is what is counted. */
    private static String network(String address) {
        if (!address.contains(":")) {
            return address;
        }
        try {
            byte[] bytes = java.net.InetAddress.ofLiteral(address).getAddress();
            return bytes.length == 16 ? HexFormat.of().formatHex(bytes, 0, 8) : address;
        } catch (IllegalArgumentException e) {
            return address;
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
