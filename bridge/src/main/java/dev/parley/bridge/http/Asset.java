package dev.parley.bridge.http;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file that is served from memory.
 *
 * @param bytes what it has
 * @param zipped the same compressed; null when that saves nothing
 * @param type its content type
 * @param tag changes when the content does
 * @param forever whether its name changes when its content does
 */
record Asset(Buffer bytes, @Nullable Buffer zipped, String type, String tag, boolean forever) {

    private static final int WORTH_ZIPPING = 1_024;

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("map", "application/json"),
            Map.entry("yaml", "application/yaml"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("wasm", "application/wasm"),
            Map.entry("txt", "text/plain; charset=utf-8"));

    /** A file of this name; it is compressed here unless it comes compressed. */
    static Asset of(String name, byte[] bytes, byte @Nullable [] zipped) {
        String type = TYPES.getOrDefault(
                name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT), "application/octet-stream");
        byte[] small = zipped != null ? zipped : squeezable(type) && bytes.length >= WORTH_ZIPPING ? zip(bytes) : null;
        boolean forever = name.matches("(?:.*/)?assets/.*[-.][A-Za-z0-9_-]{8,}\\.[a-z0-9]+");
        return new Asset(shared(bytes), small == null ? null : shared(small), type, tag(bytes), forever);
    }

    /** Bytes outside the heap that all responses write from: others would be copied for each, and stay copied as long as its reader is slow. */
    private static Buffer shared(byte[] bytes) {
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        return BufferInternal.buffer(Unpooled.wrappedBuffer(direct.asReadOnlyBuffer()));
    }

    /** Serves it. */
    void send(HttpServerRequest request) {
        HttpServerResponse response = request.response()
                .putHeader("Content-Type", type)
                .putHeader("ETag", tag)
                .putHeader("Vary", "Accept-Encoding")
                .putHeader("Cache-Control", forever ? "public, max-age=31536000, immutable" : "no-cache");
        if (tag.equals(request.getHeader("If-None-Match"))) {
            response.setStatusCode(304).end();
            return;
        }
        String accepted = request.getHeader("Accept-Encoding");
        boolean zip = zipped != null && accepted != null && accepted.contains("gzip");
        if (zip) {
            response.putHeader("Content-Encoding", "gzip");
        }
        response.end(zip && zipped != null ? zipped : bytes);
    }

    private static boolean squeezable(String type) {
        return type.startsWith("text/") || type.contains("json") || type.contains("svg") || type.contains("yaml");
    }

    private static byte[] zip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 3);
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
