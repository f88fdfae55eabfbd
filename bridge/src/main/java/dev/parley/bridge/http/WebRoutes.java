package dev.parley.bridge.http;

import dev.parley.bridge.api.Answer;
import dev.parley.bridge.api.Api;
import dev.parley.bridge.auth.Tokens;
import dev.parley.bridge.auth.Visitors;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What anybody may read: the web app, the descriptions of the API with a page that shows them, the keys of the tokens, and whether the process lives. */
public final class WebRoutes {

    private static final String DOCS = "/api/docs/";
    private static final Set<String> SWAGGER = Set.of("swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png");

    private final Assets app;
    private final Assets swagger;
    private final Assets docs;
    private final Asset openapi;
    private final Asset asyncapi;
    private final Tokens tokens;
    private final Visitors visitors;

    private WebRoutes(
            Assets app, Assets swagger, Assets docs, Asset openapi, Asset asyncapi, Tokens tokens, Visitors visitors) {
        this.app = app;
        this.swagger = swagger;
        this.docs = docs;
        this.openapi = openapi;
        this.asyncapi = asyncapi;
        this.tokens = tokens;
        this.visitors = visitors;
    }

    /** Reads all files into memory, once for a node. */
    public static Future<WebRoutes> load(Vertx vertx, Api api, Tokens tokens, Visitors visitors) {
        return vertx.fileSystem()
                .readFile("openapi/asyncapi.yaml")
                .compose(async -> vertx.executeBlocking(() -> {
                    Asset openapi = Asset.of("openapi.yaml", api.text().getBytes(), null);
                    Asset asyncapi = Asset.of("asyncapi.yaml", async.getBytes(), null);
                    Assets swagger =
                            Assets.read("META-INF/resources/webjars/swagger-ui/" + swaggerVersion(), SWAGGER::contains);
                    Assets app = Assets.read("webroot", name -> true);
                    Assets docs = Assets.read("docs", name -> true);
                    return new WebRoutes(app, swagger, docs, openapi, asyncapi, tokens, visitors);
                }));
    }

    private static String swaggerVersion() throws java.io.IOException {
        java.util.Properties pom = new java.util.Properties();
        try (java.io.InputStream in = WebRoutes.class
                .getClassLoader()
                .getResourceAsStream("META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            if (in != null) {
                pom.load(in);
            }
        }
        return pom.getProperty("version", "none");
    }

    /** Adds the routes to a router, after those of the API. */
    public void mount(Router router) {
        get(router, "/api/openapi.yaml", context -> openapi.send(context.request()));
        get(router, "/api/asyncapi.yaml", context -> asyncapi.send(context.request()));
        get(router, "/api/docs", WebRoutes::toDocs);
        get(router, DOCS + "*", this::docs);
        get(router, "/.well-known/jwks.json", this::keys);
        get(
                router,
                "/health/live",
                context -> Replies.send(context.response(), Answer.ok(new JsonObject().put("status", "up"))));
        get(router, "/*", this::page);
    }

    private static void get(Router router, String path, io.vertx.core.Handler<RoutingContext> handler) {
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(handler);
    }

    private void keys(RoutingContext context) {
        tokens.keySet()
                .onSuccess(keys -> context.response()
                        .putHeader("Content-Type", "application/jwk-set+json")
                        .putHeader("Cache-Control", "public, max-age=300")
                        .end(keys.toBuffer()))
                .onFailure(failure -> Replies.fail(context.response(), failure));
    }

    private static void toDocs(RoutingContext context) {
        if (context.normalizedPath().equals(DOCS)) {
            context.next();
        } else {
            context.redirect(DOCS);
        }
    }

    private void docs(RoutingContext context) {
        String name = context.normalizedPath().substring(DOCS.length());
        Asset own = docs.get(name.isEmpty() ? "index.html" : name);
        serve(context, own != null ? own : swagger.get(name), docsPolicy());
    }

    private void page(RoutingContext context) {
        String path = context.normalizedPath().substring(1);
        if (path.startsWith("api/") || path.startsWith("eventbus")) {
            context.next();
            return;
        }
        boolean screen = path.isEmpty() || path.equals("login") || path.equals("signup") || path.startsWith("r/");
        serve(context, app.get(screen ? "index.html" : path), pagePolicy(context.request()));
    }

    private static void serve(RoutingContext context, @Nullable Asset asset, String policy) {
        if (asset == null) {
            context.next();
            return;
        }
        context.response().putHeader("Content-Security-Policy", policy);
        asset.send(context.request());
    }

    /** Nothing inline, nothing from elsewhere; the socket is named because not every browser takes {@code 'self'} for it. */
    private String pagePolicy(HttpServerRequest request) {
        String host = visitors.host(request);
        String socket = host.isEmpty() ? "" : " " + (visitors.secure(request) ? "wss://" : "ws://") + host;
        return String.join(
                "; ",
                List.of(
                        "default-src 'none'",
                        "script-src 'self'",
                        "style-src 'self'",
                        "img-src 'self' data: blob:",
                        "media-src 'self' blob:",
                        "font-src 'self'",
                        "connect-src 'self'" + socket,
                        "manifest-src 'self'",
                        "worker-src 'self'",
                        "base-uri 'none'",
                        "form-action 'self'",
                        "frame-ancestors 'none'"));
    }

    private static String docsPolicy() {
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }
}
