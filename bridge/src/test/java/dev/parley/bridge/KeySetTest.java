package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.auth.Limit;
import dev.parley.bridge.auth.Limits;
import dev.parley.bridge.auth.LocalBuckets;
import dev.parley.bridge.auth.Revocations;
import dev.parley.bridge.auth.Tokens;
import dev.parley.contracts.Failures;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeySetTest {

    private static final String HERE = "127.0.0.1";

    private volatile Instant now = Instant.now();
    private final FakeUsers users = new FakeUsers();
    private final UUID ada = UUID.randomUUID();
    private final UUID session = UUID.randomUUID();
    private Vertx vertx;
    private Tokens tokens;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        LocalBuckets buckets = new LocalBuckets(System::nanoTime);
        Limits limits = new Limits(Limit.DEFAULTS::get, buckets, buckets);
        tokens = new Tokens(vertx, users, new Revocations(System::nanoTime), limits, () -> now);
        TestEdge.await(tokens.refresh());
    }

    @AfterEach
    void stop() {
        TestEdge.await(vertx.close());
    }

    @Test
    void aTokenOfANewKeyIsTakenAfterTheKeySetWasReadAgain() {
        TestKeys next = new TestKeys("k2");
        users.keys.add(next);
        now = now.plusSeconds(10);
        assertThat(TestEdge.await(tokens.verify(next.token(ada, session, true), HERE))
                        .admin())
                .isTrue();
        assertThat(users.keySets.get()).isEqualTo(2);
    }

    @Test
    void unknownKeysDoNotMakeTheNodeReadTheKeySetEachTime() {
        now = now.plusSeconds(10);
        for (int i = 0; i < 20; i++) {
            refused(new TestKeys("unknown" + i).token(ada, session, false));
        }
        assertThat(users.keySets.get()).isEqualTo(2);
    }

    @Test
    void aKeyThatWasTakenBackSignsNoMore() {
        String token = users.key().token(ada, session, false);
        assertThat(TestEdge.await(tokens.verify(token, HERE)).userId()).isEqualTo(ada);
        users.keys.add(new TestKeys("k2"));
        users.keys.removeFirst();
        TestEdge.await(tokens.refresh());
        refused(token);
    }

    @Test
    void aTokenThatWasVerifiedOnceEndsInTime() {
        String token = users.key().token(ada, session, false);
        assertThat(TestEdge.await(tokens.verify(token, HERE)).id()).isEqualTo(session);
        now = now.plusSeconds(901);
        refused(token);
    }

    private void refused(String token) {
        Throwable refusal = TestEdge.await(tokens.verify(token, HERE)
                .map(taken -> (Throwable) new AssertionError("taken"))
                .recover(cause -> io.vertx.core.Future.succeededFuture(cause)));
        assertThat(Failures.reason(refusal)).isEqualTo("unauthenticated");
    }
}
