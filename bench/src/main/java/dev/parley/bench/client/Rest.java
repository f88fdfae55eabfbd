package dev.parley.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.bench.check.Row;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The REST calls that a run begins and ends with, on one node. Blocking; for any thread. Failures are {@link CallFailed}. */
public final class Rest {

    private static final int PAGE = 100;
    private static final int TRIES = 20;

    private final HttpClient http;
    private final URI node;
    private final Duration patience;

    /** Calls to a node, given as {@code http://host:port}. */
    public Rest(HttpClient http, URI node) {
        this(http, node, Duration.ofSeconds(30));
    }

    /** Calls to a node that are given up when they are not answered in time. */
    public Rest(HttpClient http, URI node, Duration patience) {
        this.http = http;
        this.node = node;
        this.patience = patience;
    }

    /** A client for many calls. */
    public static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    /** Makes an account, or opens a session of it when an attempt before made it and was not answered. */
    public Account signUp(String username, String password) {
        try {
            return account(call(
                    null,
                    "POST",
                    "/api/users",
                    Json.object()
                            .put("username", username)
                            .put("email", username + "@example.org")
                            .put("password", password)));
        } catch (CallFailed failed) {
            if (failed.reason().equals("username_taken")) {
                return logIn(username, password);
            }
            throw failed;
        }
    }

    /** Opens a session of an account. */
    public Account logIn(String username, String password) {
        return account(call(
                null,
                "POST",
                "/api/auth/login",
                Json.object().put("email", username + "@example.org").put("password", password)));
    }

    /** Trades the refresh token for a new pair. */
    public Account refresh(Account account) {
        return account(
                call(null, "POST", "/api/auth/refresh", Json.object().put("refreshToken", account.refreshToken())));
    }

    /** Makes a public room and gives its id. */
    public String createRoom(Account owner, String name) {
        return call(owner, "POST", "/api/rooms", Json.object().put("name", name).put("kind", "public"))
                .path("room")
                .path("id")
                .asText();
    }

    /** Takes a seat in a public room. */
    public void join(Account account, String room) {
        call(account, "POST", "/api/rooms/" + room + "/join", null);
    }

    /** Takes somebody's seat in a room away. */
    public void remove(Account owner, String room, String userId) {
        try {
            call(owner, "DELETE", "/api/rooms/" + room + "/members/" + userId, null);
        } catch (CallFailed failed) {
            if (failed.code() != 404) {
                throw failed;
            }
        }
    }

    /** What time it is by the node's clock: a session that it opens is named by it. The session is ended again. */
    public Instant time(String username, String password) {
        Account account = logIn(username, password);
        String claims = account.token().split("\\.")[1];
        String session = Json.read(new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8))
                .path("sid")
                .asText();
        logOut(account);
        return Instant.ofEpochMilli(UUID.fromString(session).getMostSignificantBits() >>> 16);
    }

    /** Ends the session. */
    public void logOut(Account account) {
        try {
            call(account, "POST", "/api/auth/logout", null);
        } catch (CallFailed failed) {
            if (failed.code() != 401) {
                throw failed;
            }
        }
    }

    /** The newest page of a room, asked for once. */
    public Page newest(Account reader, String room, int limit) {
        JsonNode page = once(reader, "GET", "/api/rooms/" + room + "/messages?limit=" + limit, null);
        List<Row> rows = new ArrayList<>();
        page.path("messages").forEach(message -> rows.add(Rows.row(message)));
        return new Page(
                page.path("head").path("seq").asLong(),
                page.path("head").path("rev").asLong(),
                rows);
    }

    /** What the overview of somebody's rooms says of each. */
    public List<Place> overview(Account reader) {
        List<Place> places = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = call(reader, "GET", "/api/rooms" + cursor, null);
            page.path("rooms")
                    .forEach(room -> places.add(new Place(
                            room.path("room").path("id").asText(),
                            room.path("seat").path("lastReadSeq").asLong(),
                            room.path("unread").asLong(),
                            room.path("head").path("seq").asLong(),
                            room.path("head").path("rev").asLong(),
                            room.path("room").path("memberCount").asLong())));
            cursor = cursor(page);
        } while (!cursor.isEmpty());
        return places;
    }

    /** How many members a room lists. */
    public int members(Account reader, String room) {
        int count = 0;
        String cursor = "";
        do {
            JsonNode page = call(reader, "GET", "/api/rooms/" + room + "/members" + cursor, null);
            count += page.path("members").size();
            cursor = cursor(page);
        } while (!cursor.isEmpty());
        return count;
    }

    private static String cursor(JsonNode page) {
        return page.has("cursor") ? "?cursor=" + page.path("cursor").asText() : "";
    }

    /** The end of a room's log, with its head. */
    public record Page(long headSeq, long headRev, List<Row> rows) {}

    /** What somebody is told of a room of theirs. */
    public record Place(String room, long lastRead, long unread, long headSeq, long headRev, long memberCount) {}

    /** The whole log of a room, page by page. */
    public List<Row> log(Account reader, String room) {
        List<Row> rows = new ArrayList<>();
        boolean more = true;
        while (more) {
            long after = rows.isEmpty() ? 0 : rows.getLast().seq();
            JsonNode page =
                    call(reader, "GET", "/api/rooms/" + room + "/messages?after=" + after + "&limit=" + PAGE, null);
            page.path("messages").forEach(message -> rows.add(Rows.row(message)));
            more = page.path("hasAfter").asBoolean() && !page.path("messages").isEmpty();
        }
        return rows;
    }

    /** How far a room has come: its newest rev. */
    public long rev(Account reader, String room) {
        return call(reader, "GET", "/api/rooms/" + room + "/messages?limit=1", null)
                .path("head")
                .path("rev")
                .asLong();
    }

    private static Account account(JsonNode body) {
        return new Account(
                body.path("user").path("id").asText(),
                body.path("user").path("username").asText(),
                body.path("token").asText(),
                body.path("refreshToken").asText());
    }

    /** A call that is repeated while the answer says that it may be. */
    private JsonNode call(@Nullable Account as, String method, String path, @Nullable ObjectNode body) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(as, method, path, body);
            } catch (CallFailed failed) {
                if (!failed.retryable() || attempt == TRIES) {
                    throw failed;
                }
                pause(failed.retryAfterMs() < 0 ? 250 : failed.retryAfterMs());
            }
        }
    }

    private JsonNode once(@Nullable Account as, String method, String path, @Nullable ObjectNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(node.resolve(path))
                .timeout(patience)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(Json.write(body)));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (as != null) {
            request.header("Authorization", "Bearer " + as.token());
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            JsonNode answer = response.body().isEmpty() ? Json.object() : Json.read(response.body());
            if (response.statusCode() >= 300) {
                throw CallFailed.of(response.statusCode(), answer);
            }
            return answer;
        } catch (IOException e) {
            throw CallFailed.closed();
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static IllegalStateException interrupted() {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted.");
    }
}
