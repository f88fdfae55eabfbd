package dev.parley.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private final Turns<String> turns = new Turns<>();
    private final List<String> steps = new ArrayList<>();

    private Future<String> take(String line, Future<String> check) {
        return turns.take(line, check, checked -> {
            steps.add(checked);
            return Future.succeededFuture(checked);
        });
    }

    @Test
    void whatIsReadyWaitsForWhatCameBefore() {
        Promise<String> first = Promise.promise();
        Promise<String> second = Promise.promise();
        take("line", first.future());
        take("line", second.future());
        take("line", Future.succeededFuture("third"));
        second.complete("second");
        assertThat(steps).isEmpty();
        first.complete("first");
        assertThat(steps).containsExactly("first", "second", "third");
    }

    @Test
    void linesDoNotWaitForEachOther() {
        take("line", Promise.<String>promise().future());
        take("other", Future.succeededFuture("other"));
        assertThat(steps).containsExactly("other");
    }

    @Test
    void aFailedCheckLetsTheLineGoOn() {
        Promise<String> first = Promise.promise();
        Future<String> failed = take("line", first.future());
        take("line", Future.succeededFuture("second"));
        first.fail("refused");
        take("line", Future.succeededFuture("third"));
        assertThat(failed.cause()).hasMessage("refused");
        assertThat(steps).containsExactly("second", "third");
    }

    @Test
    void aLineThatIsEmptyAgainGoesThroughAtOnce() {
        Promise<String> first = Promise.promise();
        take("line", first.future());
        first.complete("first");
        assertThat(take("line", Future.succeededFuture("second")).isComplete()).isTrue();
        assertThat(steps).containsExactly("first", "second");
    }
}
