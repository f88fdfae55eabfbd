package dev.parley.bridge.auth;

import com.github.benmanes.caffeine.cache.Interner;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about whoever sent it: where from, with what, and for which page.
 *
 * <p>What a proxy adds is believed only when a proxy is configured, and then the last entry, which that proxy wrote itself; what stands before it may be anybody's invention.
 */
public final class Visitors {

    private static final int LONGEST_DEVICE = 200;

    private final boolean forwarded;
    private final Set<String> origins;

    /** Thousands of sockets of the same few programs come through the same few addresses. */
    private final Interner<String> words = Interner.newWeakInterner();

    /** Visitors through a proxy or not, on pages of these origins besides our own. */
    public Visitors(boolean forwarded, Iterable<String> origins) {
        this.forwarded = forwarded;
        this.origins = java.util.stream.StreamSupport.stream(origins.spliterator(), false)
                .map(origin -> origin.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The network address of the client. */
    public String address(HttpServerRequest request) {
        String last = forwarded ? last(request, "X-Forwarded-For") : null;
        if (last != null && last.length() <= 45) {
            return words.intern(last);
        }
        return request.remoteAddress() == null
                ? ""
                : words.intern(request.remoteAddress().hostAddress());
    }

    /** What the client calls itself. */
    public String device(HttpServerRequest request) {
        String agent = request.getHeader("User-Agent");
        if (agent == null) {
            return "";
        }
        String clean = agent.codePoints()
                .filter(c -> c >= 0x20 && c < 0x7f)
                .limit(LONGEST_DEVICE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return words.intern(clean.strip());
    }

    /** The host and port that the client asked for; empty when it is not one that can be written into a header. */
    public String host(HttpServerRequest request) {
        String last = forwarded ? last(request, "X-Forwarded-Host") : null;
        HostAndPort authority = request.authority();
        String host = last != null ? last : authority == null ? "" : text(authority);
        return host.matches("[A-Za-z0-9.:\\[\\]_-]{1,255}") ? host.toLowerCase(Locale.ROOT) : "";
    }

    /** Whether the client came by TLS, as far as this node can know. */
    public boolean secure(HttpServerRequest request) {
        return request.isSSL() || (forwarded && "https".equalsIgnoreCase(last(request, "X-Forwarded-Proto")));
    }

    /** Whether the request comes from no page at all, from a page of our own, or from one on the list. */
    public boolean welcome(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        return origin == null || listed(origin) || ours(origin, host(request));
    }

    /** Whether an origin is on the list. */
    public boolean listed(String origin) {
        return origins.contains(origin.toLowerCase(Locale.ROOT));
    }

    /** Compares host and port only: a proxy that ends TLS need not tell. */
    private static boolean ours(String origin, String host) {
        try {
            URI page = URI.create(origin);
            String authority = page.getAuthority();
            return authority != null
                    && ("http".equals(page.getScheme()) || "https".equals(page.getScheme()))
                    && !host.isEmpty()
                    && plain(authority).equals(plain(host));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String plain(String authority) {
        return authority.toLowerCase(Locale.ROOT).replaceFirst(":(80|443)$", "");
    }

    private static String text(HostAndPort authority) {
        return authority.port() <= 0 ? authority.host() : authority.host() + ":" + authority.port();
    }

    /** What the proxy in front has added: the last entry of the last line, because what came before it was sent by the client. */
    private static @Nullable String last(HttpServerRequest request, String header) {
        List<String> lines = request.headers().getAll(header);
        if (lines.isEmpty()) {
            return null;
        }
        String list = lines.getLast();
        String last = list.substring(list.lastIndexOf(',') + 1).strip();
        return last.isEmpty() ? null : last;
    }
}
