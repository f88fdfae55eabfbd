package dev.parley.bridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Failures;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostLinesTest {

    private final PostLines lines = new PostLines();
    private final List<String> made = new ArrayList<>();

    @Test
    void aPostWaitsForTheOutcomeOfTheOneBeforeInItsRoom() {
        Promise<JsonObject> first = post("room", "first");
        Future<JsonObject> second = lines.take("room", () -> made("second"));
        lines.take("elsewhere", () -> made("other room"));
        assertThat(made).containsExactly("first", "other room");
        first.complete(new JsonObject());
        assertThat(made).containsExactly("first", "other room", "second");
        assertThat(second.succeeded()).isTrue();
    }

    @Test
    void whatFollowsAPostInDoubtIsInDoubtAsWell() {
        Promise<JsonObject> first = post("room", "first");
        Future<JsonObject> second = lines.take("room", () -> made("second"));
        Future<JsonObject> third = lines.take("room", () -> made("third"));
        first.fail(Failures.unavailable("storage_unavailable", "Not now."));
        assertThat(made).containsExactly("first");
        assertThat(Failures.reason(second.cause())).isEqualTo("storage_unavailable");
        assertThat(Failures.reason(third.cause())).isEqualTo("storage_unavailable");
        lines.take("room", () -> made("repeated"));
        assertThat(made).containsExactly("first", "repeated");
    }

    @Test
    void whatWasRefusedForGoodHoldsNobodyUp() {
        Promise<JsonObject> first = post("room", "first");
        Future<JsonObject> second = lines.take("room", () -> made("second"));
        first.fail(Failures.invalid("empty_message", "Say something."));
        assertThat(made).containsExactly("first", "second");
        assertThat(second.succeeded()).isTrue();
    }

    private Promise<JsonObject> post(String room, String name) {
        Promise<JsonObject> outcome = Promise.promise();
        lines.take(room, () -> {
            made.add(name);
            return outcome.future();
        });
        return outcome;
    }

    private Future<JsonObject> made(String name) {
        made.add(name);
        return Future.succeededFuture(new JsonObject());
    }
}
