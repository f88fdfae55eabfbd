package dev.parley.messages;

import dev.parley.contracts.Failures;
import dev.parley.platform.StorageFailures;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.serviceproxy.ServiceException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Gathers messages into batches, so that many are committed at once and none waits for a timer: when no batch is on its way a message goes alone and at once, otherwise it goes with all that came until the batch
 * before returned.
 *
 * <p>A message that has waited too long is refused: under more load than can be carried what is accepted is still answered soon, and the rest hears early that it is to be repeated.
 *
 * <p>Batches go one after the other, which keeps the order of what was handed over. What was handed over together is in one batch. A batch that was refused for the data of one message is stored piece by piece, as it was handed over. When the storage does not answer, those who wait are
 * told as well, so that nobody waits for two time-outs. For one event loop; not to be shared between threads.
 */
final class PostBatches {

    private static final int MOST_WAITING = 10_000;
    private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final Function<List<NewMessage>, Future<List<Stored>>> commit;
    private final int mostMessages;
    private final int mostBytes;
    private final LongSupplier nanos;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean onItsWay;
    private long commits;
    private long rows;

    /** Batches of at most so many messages and bytes, committed by a function that answers in their order; waits are measured by a clock of nanoseconds. */
    PostBatches(
            Function<List<NewMessage>, Future<List<Stored>>> commit,
            int mostMessages,
            int mostBytes,
            LongSupplier nanos) {
        this.commit = commit;
        this.mostMessages = mostMessages;
        this.mostBytes = mostBytes;
        this.nanos = nanos;
    }

    /** Stores a message with the next batch; complete after the commit. */
    Future<Stored> add(NewMessage message) {
        return addAll(List.of(message)).map(List::getFirst);
    }

    /** Stores messages with the next batch, all of them or none; complete after the commit. */
    Future<List<Stored>> addAll(List<NewMessage> messages) {
        if (waiting.size() >= MOST_WAITING) {
            return Future.failedFuture(tooMuch());
        }
        Waiting entry = new Waiting(messages, nanos.getAsLong(), Promise.promise());
        waiting.add(entry);
        next();
        return entry.answer.future();
    }

    /** How many batches were committed and how many messages were in them. */
    Commits commits() {
        return new Commits(commits, rows);
    }

    private static ServiceException tooMuch() {
        return Failures.unavailable("storage_unavailable", "Too many messages wait to be stored. Try again soon.");
    }

    private void next() {
        refuseLate();
        if (onItsWay || waiting.isEmpty()) {
            return;
        }
        onItsWay = true;
        List<Waiting> batch = take();
        commit(batch).onComplete(done -> {
            onItsWay = false;
            if (done.failed() && StorageFailures.data(done.cause()) && batch.size() > 1) {
                singly(batch);
            } else if (done.failed()) {
                refuse(batch, done.cause());
            } else {
                next();
                answer(batch, done.result());
            }
        });
    }

    private Future<List<Stored>> commit(List<Waiting> batch) {
        List<NewMessage> messages = batch.size() == 1
                ? batch.getFirst().messages
                : batch.stream().flatMap(entry -> entry.messages.stream()).toList();
        return commit.apply(messages).onSuccess(stored -> {
            commits++;
            rows += messages.size();
        });
    }

    private void refuseLate() {
        long since = nanos.getAsLong() - LONGEST_WAIT_NANOS;
        List<Waiting> late = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.element().since - since < 0) {
            late.add(waiting.remove());
        }
        late.forEach(entry -> entry.answer.fail(tooMuch()));
    }

    private List<Waiting> take() {
        List<Waiting> batch = new ArrayList<>(Math.min(waiting.size(), mostMessages));
        int messages = 0;
        int bytes = 0;
        while (!waiting.isEmpty()) {
            Waiting next = waiting.element();
            messages += next.messages.size();
            bytes += next.weight();
            if (!batch.isEmpty() && (messages > mostMessages || bytes > mostBytes)) {
                break;
            }
            batch.add(waiting.remove());
        }
        return batch;
    }

    private void singly(List<Waiting> batch) {
        onItsWay = true;
        Future<Void> line = Future.succeededFuture();
        for (Waiting entry : batch) {
            line = line.compose(before -> commit(List.of(entry)).transform(done -> {
                if (done.failed()) {
                    entry.answer.fail(StorageFailures.translate(done.cause()));
                } else {
                    entry.answer.complete(done.result());
                }
                return Future.succeededFuture();
            }));
        }
        line.onComplete(done -> {
            onItsWay = false;
            next();
        });
    }

    private void refuse(List<Waiting> batch, Throwable failure) {
        List<Waiting> refused = new ArrayList<>(batch);
        if (StorageFailures.passing(failure)) {
            refused.addAll(waiting);
            waiting.clear();
        }
        Throwable translated = StorageFailures.translate(failure);
        refused.forEach(entry -> entry.answer.fail(translated));
        next();
    }

    private static void answer(List<Waiting> batch, List<Stored> stored) {
        int at = 0;
        for (Waiting entry : batch) {
            int end = at + entry.messages.size();
            entry.answer.complete(stored.subList(at, end));
            at = end;
        }
    }

    /**
     * What was committed so far.
     *
     * @param commits how many transactions
     * @param rows how many messages were in them
     */
    record Commits(long commits, long rows) {}

    private record Waiting(List<NewMessage> messages, long since, Promise<List<Stored>> answer) {

        int weight() {
            int weight = 0;
            for (NewMessage message : messages) {
                weight += message.weight();
            }
            return weight;
        }
    }
}
