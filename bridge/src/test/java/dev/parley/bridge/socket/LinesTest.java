package dev.parley.bridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Failures;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {

    private final Lines lines = new Lines();
    private final List<String> made = new ArrayList<>();
    private final long later = Hub.now() + 60_000;

    private Promise<String> call(String line, String name) {
        Promise<String> answer = Promise.promise();
        lines.take(line, later, () -> {
            made.add(name);
            return answer.future();
        });
        return answer;
    }

    @Test
    void aCallIsMadeWhenTheOneBeforeIsAnswered() {
        Promise<String> one = call("a", "one");
        Promise<String> two = call("a", "two");
        call("b", "other");
        assertThat(made).containsExactly("one", "other");
        one.complete("done");
        assertThat(made).containsExactly("one", "other", "two");
        two.complete("done");
        call("a", "three");
        assertThat(made).endsWith("three");
    }

    @Test
    void aRefusalLetsTheNextOnePass() {
        Promise<String> one = call("a", "one");
        call("a", "two");
        one.fail(Failures.invalid("empty_message", "Nothing."));
        assertThat(made).containsExactly("one", "two");
    }

    @Test
    void whatStandsBehindAnUnknownOutcomeIsNotMade() {
        Promise<String> one = call("a", "one");
        call("a", "two");
        Future<String> three = lines.take("a", later, () -> Future.succeededFuture("made"));
        one.fail(Failures.unavailable("storage_unavailable", "Not now."));
        assertThat(made).containsExactly("one");
        assertThat(Failures.reason(three.cause())).isEqualTo("storage_unavailable");
        call("a", "four");
        assertThat(made).containsExactly("one", "four");
    }

    @Test
    void whoWaitedTooLongIsToldToRepeat() {
        Promise<String> one = call("a", "one");
        Future<String> two = lines.take("a", Hub.now() - 1, () -> Future.succeededFuture("made"));
        one.complete("done");
        assertThat(Failures.reason(two.cause())).isEqualTo("unavailable");
    }
}
