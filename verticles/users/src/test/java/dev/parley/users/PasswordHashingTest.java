package dev.parley.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.contracts.Failures;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class PasswordHashingTest {

    @Test
    void aHashMatchesItsPasswordAlone(Vertx vertx) {
        try (PasswordHashing hashing = new PasswordHashing(1, 10)) {
            String hash = hashing.hash(vertx, "correct horse").await();

            assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
            assertThat(hashing.matches(vertx, "correct horse", hash).await()).isTrue();
            assertThat(hashing.matches(vertx, "correct horsf", hash).await()).isFalse();
            assertThat(hashing.hash(vertx, "correct horse").await()).isNotEqualTo(hash);
        }
    }

    @Test
    void aHashOfTheReferenceImplementationMatches(Vertx vertx) {
        String reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        try (PasswordHashing hashing = new PasswordHashing(1, 10)) {
            assertThat(hashing.matches(vertx, "password", reference).await()).isTrue();
        }
    }

    @Test
    void nobodysHashNeverMatchesAndCostsTheSame(Vertx vertx) {
        try (PasswordHashing hashing = new PasswordHashing(1, 10, Samples.CHEAP, System::nanoTime)) {
            assertThat(hashing.matches(vertx, "", null).await()).isFalse();
            assertThat(hashing.hashes()).isEqualTo(1);
        }
    }

    @Test
    void whatHasWaitedTooLongIsNotHashed(Vertx vertx) {
        AtomicLong nanos = new AtomicLong();
        try (PasswordHashing hashing =
                new PasswordHashing(1, 10, Samples.CHEAP, () -> nanos.getAndAdd(2_000_000_001L))) {
            Throwable refusal = catchThrowable(hashing.hash(vertx, "password")::await);
            assertThat(Failures.reason(refusal)).isEqualTo("unavailable");
            assertThat(hashing.hashes()).isZero();
        }
    }

    @Test
    void beyondItsQueueItRefusesAtOnce(Vertx vertx) {
        try (PasswordHashing hashing = new PasswordHashing(1, 2)) {
            List<Future<String>> hashes = IntStream.range(0, 10)
                    .mapToObj(i -> hashing.hash(vertx, "password " + i))
                    .toList();
            Future.join(hashes).transform(done -> Future.succeededFuture()).await();

            assertThat(hashes).filteredOn(Future::succeeded).hasSizeBetween(3, 9);
            assertThat(hashes)
                    .filteredOn(Future::failed)
                    .isNotEmpty()
                    .allSatisfy(refused ->
                            assertThat(Failures.reason(refused.cause())).isEqualTo("unavailable"));
        }
    }
}
