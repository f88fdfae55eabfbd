package dev.parley.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Failures;
import dev.parley.platform.Ids;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PostBatchesTest {

    private final UUID room = Ids.next();
    private final List<List<String>> sent = new ArrayList<>();
    private final List<Promise<List<Stored>>> answers = new ArrayList<>();
    private long now;

    private Future<List<Stored>> commit(List<NewMessage> batch) {
        sent.add(batch.stream().map(NewMessage::content).toList());
        Promise<List<Stored>> answer = Promise.promise();
        answers.add(answer);
        return answer.future();
    }

    private static NewMessage message(UUID room, String content) {
        return Desk.text(room, room, content, content);
    }

    private void answer() {
        Promise<List<Stored>> answer = answers.removeFirst();
        int size = sent.get(sent.size() - 1 - answers.size()).size();
        answer.complete(IntStream.range(0, size)
                .mapToObj(i -> new Stored(Stored.Outcome.UNANSWERED, 1, null, null, 0))
                .toList());
    }

    @Test
    void theFirstGoesAloneAndTheOthersTogetherWhenItIsBack() {
        PostBatches batches = new PostBatches(this::commit, 10, 1_000_000, () -> now);
        List.of("a", "b", "c").forEach(content -> batches.add(message(room, content)));
        assertThat(sent).containsExactly(List.of("a"));
        answer();
        assertThat(sent).containsExactly(List.of("a"), List.of("b", "c"));
        answer();
        assertThat(sent).hasSize(2);
        assertThat(batches.commits()).isEqualTo(new PostBatches.Commits(2, 3));
    }

    @Test
    void aBatchHasSoManyMessages() {
        PostBatches batches = new PostBatches(this::commit, 2, 1_000_000, () -> now);
        List.of("a", "b", "c", "d").forEach(content -> batches.add(message(room, content)));
        answer();
        answer();
        assertThat(sent).containsExactly(List.of("a"), List.of("b", "c"), List.of("d"));
    }

    @Test
    void aBatchHasSoManyBytesButAlwaysOneMessage() {
        PostBatches batches = new PostBatches(this::commit, 10, 1_500, () -> now);
        List<String> contents = List.of("a", "b".repeat(2_000), "c".repeat(1_000), "d".repeat(1_000));
        contents.forEach(content -> batches.add(message(room, content)));
        answer();
        answer();
        answer();
        assertThat(sent)
                .containsExactlyElementsOf(contents.stream().map(List::of).toList());
    }

    @Test
    void whatIsHandedOverTogetherIsInOneBatchHoweverLong() {
        PostBatches batches = new PostBatches(this::commit, 3, 1_000_000, () -> now);
        batches.add(message(room, "a"));
        batches.add(message(room, "b"));
        Future<List<Stored>> together = batches.addAll(List.of("c", "d", "e", "f").stream()
                .map(one -> message(room, one))
                .toList());
        batches.add(message(room, "g"));
        answer();
        answer();
        answer();
        assertThat(sent).containsExactly(List.of("a"), List.of("b"), List.of("c", "d", "e", "f"), List.of("g"));
        assertThat(together.result()).hasSize(4);
    }

    @Test
    void whoWaitsIsToldWhenTheStorageIsGone() {
        PostBatches batches = new PostBatches(this::commit, 10, 1_000_000, () -> now);
        Future<Stored> first = batches.add(message(room, "a"));
        Future<Stored> second = batches.add(message(room, "b"));
        answers.removeFirst().fail(new TimeoutException());
        assertThat(List.of(first, second))
                .allSatisfy(one -> assertThat(Failures.reason(one.cause())).isEqualTo("storage_unavailable"));
        batches.add(message(room, "c"));
        assertThat(sent).containsExactly(List.of("a"), List.of("c"));
    }

    @Test
    void soManyWaitAndNoMore() {
        PostBatches batches = new PostBatches(this::commit, 10, 1_000_000, () -> now);
        Future<Stored> last = Future.succeededFuture();
        for (int i = 0; i < 10_002; i++) {
            last = batches.add(message(room, "x"));
        }
        assertThat(Failures.reason(last.cause())).isEqualTo("storage_unavailable");
    }

    @Test
    void whatHasWaitedTooLongIsRefusedAndWhatCameLaterIsStored() {
        now = Long.MAX_VALUE - 1;
        PostBatches batches = new PostBatches(this::commit, 10, 1_000_000, () -> now);
        batches.add(message(room, "a"));
        Future<Stored> waited = batches.add(message(room, "b"));
        now += 1_000_000;
        Future<Stored> later = batches.add(message(room, "c"));
        now += 300_000_000;
        answer();
        assertThat(sent).containsExactly(List.of("a"), List.of("c"));
        assertThat(Failures.reason(waited.cause())).isEqualTo("storage_unavailable");
        answer();
        assertThat(later.succeeded()).isTrue();
    }
}
