package dev.parley.bridge.http;

import dev.parley.bridge.BridgeOptions;
import dev.parley.bridge.auth.Visitors;
import dev.parley.contracts.Failures;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;

/** What comes before every route: headers that protect the page, the origin, the kind and size of bodies, and one shape for every error of the library. */
public final class Prelude {

    private static final int[] STATUSES = {400, 404, 405, 406, 408, 411, 413, 414, 415, 417, 431, 500, 501, 503};

    private final BridgeOptions options;
    private final Visitors visitors;

    /** A prelude. */
    public Prelude(BridgeOptions options, Visitors visitors) {
        this.options = options;
        this.visitors = visitors;
    }

    /** Adds it to a router, before everything else. */
    public void mount(Router router) {
        router.route().handler(this::headers);
        router.route("/api/*").handler(this::origin);
        router.route("/api/*").handler(Prelude::media);
        router.route("/api/*").handler(BodyHandler.create(false).setBodyLimit(options.maxFrameBytes()));
        for (int status : STATUSES) {
            router.errorHandler(status, context -> fail(context, status));
        }
    }

    private void headers(RoutingContext context) {
        HttpServerResponse response = context.response()
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Permissions-Policy", "geolocation=(), payment=(), usb=()");
        if (options.hsts()) {
            response.putHeader("Strict-Transport-Security", "max-age=31536000");
        }
        context.next();
    }

    private void origin(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!visitors.welcome(request)) {
            Replies.fail(
                    context.response(),
                    Failures.forbidden("origin_not_allowed", "Pages of this origin may not use Parley."));
            return;
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null && visitors.listed(origin)) {
            context.response()
                    .putHeader("Access-Control-Allow-Origin", origin)
                    .putHeader("Access-Control-Expose-Headers", "Retry-After")
                    .putHeader("Vary", "Origin");
            if (request.method() == HttpMethod.OPTIONS) {
                context.response()
                        .putHeader("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE")
                        .putHeader("Access-Control-Allow-Headers", "Authorization, Content-Type")
                        .putHeader("Access-Control-Max-Age", "600")
                        .setStatusCode(204)
                        .end();
                return;
            }
        }
        context.next();
    }

    /** Bodies are JSON and nothing else, so that no other reader of the library ever sees one. */
    private static void media(RoutingContext context) {
        HttpServerRequest request = context.request();
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean body =
                (length != null && !length.equals("0")) || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        boolean json = type != null
                && type.toLowerCase(java.util.Locale.ROOT).matches("application/json(\\s*;\\s*charset=\"?utf-8\"?)?");
        if (body ? !json || request.getHeader("Content-Encoding") != null : type != null && !json) {
            Replies.fail(context.response(), Replies.ofStatus(415));
        } else {
            context.next();
        }
    }

    private static void fail(RoutingContext context, int status) {
        Throwable cause = context.failure();
        boolean ours = status >= 500 && cause != null && !(cause instanceof HttpException);
        Replies.fail(context.response(), ours ? cause : Replies.ofStatus(status));
    }
}
