package dev.parley.bridge.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.contracts.Failures;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TogetherTest {

    private static final UUID ONE = new UUID(0, 1);
    private static final UUID TWO = new UUID(0, 2);

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<Asked> calls = new LinkedBlockingQueue<>();
    private final Together<String> together = new Together<>(vertx, 3, ids -> {
        Asked asked = new Asked(ids, Promise.promise());
        calls.add(asked);
        return asked.answer.future();
    });

    private record Asked(List<UUID> ids, Promise<Map<UUID, String>> answer) {}

    @AfterEach
    void stop() throws TimeoutException {
        vertx.close().await(60, TimeUnit.SECONDS);
    }

    private Asked call() throws InterruptedException {
        Asked call = calls.poll(60, TimeUnit.SECONDS);
        assertThat(call).isNotNull();
        return call;
    }

    private static String await(Future<String> future) throws TimeoutException {
        return String.valueOf((Object) future.await(60, TimeUnit.SECONDS));
    }

    @Test
    void aQuestionThatComesDuringACallIsNotAnsweredByIt() throws InterruptedException, TimeoutException {
        Future<String> before = together.ask(ONE);
        Asked first = call();
        Future<String> after = together.ask(ONE);
        first.answer.complete(Map.of(ONE, "old"));
        assertThat(await(before)).isEqualTo("old");
        call().answer.complete(Map.of(ONE, "new"));
        assertThat(await(after)).isEqualTo("new");
    }

    @Test
    void whatWaitsIsAskedForTogetherAndEachThingOnce() throws InterruptedException, TimeoutException {
        Future<String> first = together.ask(ONE);
        Asked alone = call();
        List<Future<String>> others =
                Stream.of(ONE, TWO, TWO).map(together::ask).toList();
        alone.answer.complete(Map.of());
        assertThat(await(first)).as("what the owner does not have").isEqualTo("null");
        Asked both = call();
        assertThat(both.ids).containsExactly(ONE, TWO);
        both.answer.complete(Map.of(ONE, "one", TWO, "two"));
        assertThat(List.of(await(others.get(0)), await(others.get(1)), await(others.get(2))))
                .containsExactly("one", "two", "two");
    }

    @Test
    void noCallIsForMoreThanTheOwnerTakesAndWhoCameFirstIsFirst() throws InterruptedException {
        List<UUID> ids =
                Stream.iterate(1L, i -> i + 1).limit(6).map(i -> new UUID(9, i)).toList();
        together.ask(ONE);
        Asked first = call();
        ids.forEach(together::ask);
        first.answer.complete(Map.of());
        Asked second = call();
        assertThat(second.ids).isEqualTo(ids.subList(0, 3));
        second.answer.complete(Map.of());
        assertThat(call().ids).isEqualTo(ids.subList(3, 6));
    }

    @Test
    void aFailureIsToldToThoseItIsForAndTheNextAreAskedFor() throws InterruptedException, TimeoutException {
        Future<String> fails = together.ask(ONE);
        Asked first = call();
        Future<String> works = together.ask(TWO);
        first.answer.fail(Failures.unavailable("storage_unavailable", "Not now."));
        Throwable failure = catchThrowable(() -> await(fails));
        assertThat(Failures.reason(failure)).isEqualTo("storage_unavailable");
        call().answer.complete(Map.of(TWO, "two"));
        assertThat(await(works)).isEqualTo("two");
    }
}
