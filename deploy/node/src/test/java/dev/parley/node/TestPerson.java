package dev.parley.node;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Somebody who uses Parley by REST, as any program does. */
final class TestPerson {

    static final String PASSWORD = "correct horse battery";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final String name;
    final JsonObject account;
    private final String token;

    private TestPerson(String name, JsonObject signIn) {
        this.name = name;
        this.account = signIn.getJsonObject("user");
        this.token = signIn.getString("token");
    }

    /** Makes an account on a node. */
    static TestPerson register(int port, String prefix) {
        String name = prefix + UUID.randomUUID().toString().substring(0, 8);
        JsonObject registration = new JsonObject()
                .put("username", name)
                .put("email", name + "@example.org")
                .put("password", PASSWORD);
        Answer answer = request(port, null, "POST", "/api/users", registration);
        return new TestPerson(name, answer.expect(201));
    }

    /** Logs the same person in once more. */
    TestPerson again(int port) {
        JsonObject credentials =
                new JsonObject().put("email", name + "@example.org").put("password", PASSWORD);
        return new TestPerson(
                name,
                request(port, null, "POST", "/api/auth/login", credentials).expect(200));
    }

    String id() {
        return account.getString("id");
    }

    String token() {
        return token;
    }

    Answer get(int port, String path) {
        return request(port, token, "GET", path, null);
    }

    Answer post(int port, String path, @Nullable JsonObject body) {
        return request(port, token, "POST", path, body);
    }

    Answer put(int port, String path, JsonObject body) {
        return request(port, token, "PUT", path, body);
    }

    Answer delete(int port, String path) {
        return request(port, token, "DELETE", path, null);
    }

    /** Posts a message with a key of its own. */
    JsonObject say(int port, String roomId, String content) {
        return post(
                        port,
                        "/api/rooms/" + roomId + "/messages",
                        new JsonObject()
                                .put("key", UUID.randomUUID().toString())
                                .put("content", content))
                .expect(201)
                .getJsonObject("message");
    }

    /**
     * What a node answered.
     *
     * @param status the HTTP status
     * @param body the body, empty when there was none
     */
    record Answer(int status, JsonObject body) {

        JsonObject expect(int expected) {
            if (status != expected) {
                throw new AssertionError("expected " + expected + ", got " + status + ": " + body.encode());
            }
            return body;
        }
    }

    static Answer request(int port, @Nullable String token, String method, String path, @Nullable JsonObject body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            String text = response.body();
            return new Answer(response.statusCode(), text.startsWith("{") ? new JsonObject(text) : new JsonObject());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
