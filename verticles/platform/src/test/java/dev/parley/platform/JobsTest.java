package dev.parley.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Failures;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(VertxExtension.class)
class JobsTest {

    /** More than are taken at once. */
    private static final List<String> LANES =
            IntStream.range(0, 40).mapToObj("lane %02d"::formatted).toList();

    /** A lane of steps takes one place. */
    private static final int TWO_TAKES = 2 * 31;

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.migrated("work");

    private Postgres postgres;

    @BeforeEach
    void connect(Vertx vertx) {
        postgres = Postgres.connect(
                vertx, PostgresOptions.fromJson(DATABASE.options()), "jobs-test", Duration.ofSeconds(5));
    }

    @AfterEach
    void disconnect() {
        postgres.query("TRUNCATE work.jobs").compose(done -> postgres.close()).await();
    }

    @Test
    void aJobOfACommittedTransactionRunsOnceAndIsGone(Vertx vertx) {
        List<JsonObject> done = new ArrayList<>();
        Jobs jobs = new Jobs(vertx, postgres.pool(), "work").handle("greet", job -> {
            done.add(job.payload());
            return Future.succeededFuture();
        });
        enqueue("greet", null, new JsonObject().put("name", "Alice"));
        jobs.poke().await();
        jobs.poke().await();
        assertThat(done).containsExactly(new JsonObject().put("name", "Alice"));
        assertThat(count("true")).isZero();
    }

    @Test
    void aJobOfARolledBackTransactionNeverRuns(Vertx vertx) {
        AtomicInteger runs = new AtomicInteger();
        Jobs jobs = counting(vertx, runs);
        postgres.transaction(c -> Jobs.enqueue(c, "work", "greet", null, new JsonObject())
                        .compose(id -> Future.failedFuture("changed my mind")))
                .otherwiseEmpty()
                .await();
        jobs.poke().await();
        assertThat(runs).hasValue(0);
    }

    @Test
    void twoRunnersShareTheJobsAndRunNoneTwice(Vertx vertx) {
        List<Long> ids = Collections.synchronizedList(new ArrayList<>());
        IntStream.range(0, 200).forEach(i -> enqueue("greet", null, new JsonObject()));
        List<Jobs> runners = IntStream.range(0, 4)
                .mapToObj(i -> new Jobs(vertx, postgres.pool(), "work").handle("greet", job -> {
                    ids.add(job.id());
                    return Future.succeededFuture();
                }))
                .toList();
        Future.all(runners.stream().map(Jobs::poke).toList()).await();
        assertThat(ids).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void jobsOfALaneRunInOrderAlsoOverFailures(Vertx vertx) {
        List<Integer> order = new ArrayList<>();
        AtomicInteger failures = new AtomicInteger(2);
        Jobs jobs = new Jobs(vertx, postgres.pool(), "work").handle("step", job -> {
            if (job.payload().getInteger("n") == 0 && failures.getAndDecrement() > 0) {
                return Future.failedFuture("not yet");
            }
            order.add(job.payload().getInteger("n"));
            return Future.succeededFuture();
        });
        IntStream.range(0, 5).forEach(n -> enqueue("step", "lane", new JsonObject().put("n", n)));
        while (count("true") > 0) {
            makeDue();
            jobs.poke().await();
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void aLongLaneIsWorkedOffInRunsWithFewQueries(Vertx vertx) {
        List<Integer> order = new ArrayList<>();
        AtomicInteger queries = new AtomicInteger();
        Jobs jobs = new Jobs(vertx, counted(postgres.pool(), queries), "work").handleRuns("step", run -> {
            run.forEach(job -> order.add(job.payload().getInteger("n")));
            return Future.succeededFuture();
        });
        enqueueSteps(640);
        jobs.poke().await();
        assertThat(order)
                .containsExactlyElementsOf(IntStream.range(0, 640).boxed().toList());
        assertThat(queries.get()).as("takes and deletions").isLessThanOrEqualTo(2 * 10 + 1);
        assertThat(count("true")).isZero();
    }

    @Test
    void aRunThatFailsIsDoneOneByOneUpToTheJobItIsFor(Vertx vertx) {
        List<Integer> order = new ArrayList<>();
        AtomicInteger failures = new AtomicInteger(3);
        Jobs jobs = new Jobs(vertx, postgres.pool(), "work").handleRuns("step", run -> {
            List<Integer> steps =
                    run.stream().map(job -> job.payload().getInteger("n")).toList();
            if (steps.contains(5) && failures.getAndDecrement() > 0) {
                return Future.failedFuture("not yet");
            }
            order.addAll(steps);
            return Future.succeededFuture();
        });
        enqueueSteps(20);
        jobs.poke().await();
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
        assertThat(count("attempts = 0")).as("behind it nothing was tried").isEqualTo(14);
        while (count("true") > 0) {
            makeDue();
            jobs.poke().await();
        }
        assertThat(order)
                .containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
    }

    @Test
    void aRunEndsBeforeAJobOfAnotherKind(Vertx vertx) {
        List<Integer> runs = new ArrayList<>();
        Jobs jobs = new Jobs(vertx, postgres.pool(), "work")
                .handleRuns("step", run -> Future.succeededFuture(runs.add(run.size())))
                .handle("pause", job -> Future.succeededFuture(runs.add(-1)));
        enqueueSteps(3);
        enqueue("pause", "lane", new JsonObject());
        enqueue("pause", "lane", new JsonObject());
        enqueueSteps(2);
        jobs.poke().await();
        assertThat(runs).containsExactly(3, -1, -1, 2);
    }

    @Test
    void runnersThatRaceForOneLaneKeepItsOrder(Vertx vertx) {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        enqueueSteps(1_000);
        List<Jobs> runners = IntStream.range(0, 4)
                .mapToObj(i -> new Jobs(vertx, postgres.pool(), "work").handleRuns("step", run -> {
                    run.forEach(job -> order.add(job.payload().getInteger("n")));
                    return Future.succeededFuture();
                }))
                .toList();
        while (count("true") > 0) {
            Future.all(runners.stream().map(Jobs::poke).toList()).await();
        }
        assertThat(order)
                .containsExactlyElementsOf(IntStream.range(0, 1_000).boxed().toList());
    }

    @Test
    void aLongLaneThatWaitsHoldsUpNobodyBehindIt(Vertx vertx) {
        List<String> greeted = new ArrayList<>();
        Jobs jobs = new Jobs(vertx, postgres.pool(), "work")
                .handleRuns("step", run -> Future.failedFuture(Failures.unavailable("unavailable", "Not now.")))
                .handle(
                        "greet",
                        job -> Future.succeededFuture(greeted.add(job.payload().getString("name"))));
        enqueueSteps(500);
        List.of("a", "b", "z").forEach(lane -> {
            enqueue("greet", lane, new JsonObject().put("name", "first of " + lane));
            enqueue("greet", lane, new JsonObject().put("name", "second of " + lane));
        });
        enqueue("greet", null, new JsonObject().put("name", "of no lane"));
        jobs.poke().await();
        assertThat(greeted)
                .containsSubsequence("first of a", "second of a")
                .containsSubsequence("first of b", "second of b")
                .containsSubsequence("first of z", "second of z")
                .contains("of no lane")
                .hasSize(7);
        assertThat(count("kind = 'step'")).isEqualTo(500);
    }

    @Test
    void whatIsDueForTheLongestTimeIsDoneFirstHoweverManyLanesAreFilledAnew(Vertx vertx) {
        List<String> served = new ArrayList<>();
        Jobs jobs = refilling(vertx, served);
        LANES.forEach(lane -> enqueue("greet", lane, new JsonObject().put("lane", lane)));
        jobs.poke().await();
        assertThat(served.subList(0, TWO_TAKES)).as("what two takes brought").containsAll(LANES);
    }

    @Test
    void noLaneStarvesBehindALongLaneThatWaitsHoweverManyAreFilledAnew(Vertx vertx) {
        List<String> served = new ArrayList<>();
        Jobs jobs = refilling(vertx, served)
                .handleRuns("step", run -> Future.failedFuture(Failures.unavailable("unavailable", "Not now.")));
        enqueueSteps(500);
        LANES.forEach(lane -> enqueue("greet", lane, new JsonObject().put("lane", lane)));
        jobs.poke().await();
        assertThat(served.subList(0, TWO_TAKES)).as("what two takes brought").containsAll(LANES);
    }

    /** Greets, and lets the next greeting of the same lane be due before one is done. */
    private Jobs refilling(Vertx vertx, List<String> served) {
        return new Jobs(vertx, postgres.pool(), "work").handle("greet", job -> {
            String lane = job.payload().getString("lane");
            served.add(lane);
            return served.size() > 4 * TWO_TAKES
                    ? Future.succeededFuture()
                    : Jobs.enqueue(postgres.pool(), "work", "greet", lane, job.payload());
        });
    }

    private void enqueueSteps(int count) {
        postgres.query(
                        "INSERT INTO work.jobs (kind, lane, payload) SELECT 'step', 'lane', jsonb_build_object('n', n) FROM generate_series(0, $1 - 1) n",
                        Tuple.of(count))
                .await();
    }

    private static SqlClient counted(SqlClient client, AtomicInteger queries) {
        return (SqlClient) Proxy.newProxyInstance(
                SqlClient.class.getClassLoader(), new Class<?>[] {SqlClient.class}, (proxy, method, arguments) -> {
                    queries.incrementAndGet();
                    return method.invoke(client, arguments);
                });
    }

    @Test
    void aJobThatKeepsFailingIsPutAsideAndItsLaneGoesOn(Vertx vertx) {
        AtomicInteger good = new AtomicInteger();
        AtomicInteger bad = new AtomicInteger();
        Jobs jobs = new Jobs(vertx, postgres.pool(), "work")
                .handle("bad", job -> {
                    bad.incrementAndGet();
                    throw new IllegalStateException("broken");
                })
                .handle("good", job -> Future.succeededFuture(good.incrementAndGet()));
        enqueue("bad", "lane", new JsonObject());
        enqueue("good", "lane", new JsonObject());
        while (good.get() == 0) {
            makeDue();
            jobs.poke().await();
        }
        assertThat(bad).hasValue(Jobs.MOST_ATTEMPTS);
        assertThat(count("dead_at IS NOT NULL AND last_error LIKE '%broken%'")).isEqualTo(1);
    }

    @Test
    void whatWaitsAndWhatIsDeadIsCounted(Vertx vertx) {
        enqueueSteps(3);
        postgres.query("UPDATE work.jobs SET dead_at = now() WHERE payload->>'n' = '0'")
                .await();
        assertThat(new JobCounts(postgres, List.of("work")).text().await())
                .isEqualTo("# TYPE parley_jobs_waiting gauge\nparley_jobs_waiting{schema=\"work\"} 2\n"
                        + "# TYPE parley_jobs_dead gauge\nparley_jobs_dead{schema=\"work\"} 1\n");
        assertThat(new JobCounts(postgres, List.of("nowhere")).text().await()).isEmpty();
    }

    @Test
    void aJobWaitsOutAServiceThatIsAwayHoweverLong(Vertx vertx) {
        AtomicInteger runs = new AtomicInteger();
        Jobs jobs = new Jobs(vertx, postgres.pool(), "work")
                .handle(
                        "greet",
                        job -> runs.incrementAndGet() <= 2 * Jobs.MOST_ATTEMPTS
                                ? Future.failedFuture(Failures.unavailable("unavailable", "Not now."))
                                : Future.succeededFuture());
        enqueue("greet", "lane", new JsonObject());
        while (count("dead_at IS NULL") > 0) {
            makeDue();
            jobs.poke().await();
        }
        assertThat(runs).hasValue(2 * Jobs.MOST_ATTEMPTS + 1);
        assertThat(count("true")).isZero();
    }

    @Test
    void aJobWhoseRunnerDiedIsDueAgainWhenItsLeaseEnds(Vertx vertx) throws InterruptedException {
        enqueue("greet", null, new JsonObject());
        CountDownLatch taken = new CountDownLatch(1);
        Jobs dying = new Jobs(vertx, postgres.pool(), "work").handle("greet", job -> {
            taken.countDown();
            return Promise.promise().future();
        });
        dying.poke();
        assertThat(taken.await(20, TimeUnit.SECONDS)).isTrue();
        AtomicInteger runs = new AtomicInteger();
        Jobs other = counting(vertx, runs);
        other.poke().await();
        assertThat(runs).hasValue(0);
        makeDue();
        other.poke().await();
        assertThat(runs).hasValue(1);
    }

    @Test
    void jobsOfAnUnknownKindWaitForARunnerThatKnowsThem(Vertx vertx) {
        AtomicInteger runs = new AtomicInteger();
        enqueue("later", null, new JsonObject());
        counting(vertx, runs).poke().await();
        assertThat(runs).hasValue(0);
        assertThat(count("attempts = 0")).isEqualTo(1);
    }

    private Jobs counting(Vertx vertx, AtomicInteger runs) {
        return new Jobs(vertx, postgres.pool(), "work")
                .handle("greet", job -> Future.succeededFuture(runs.incrementAndGet()));
    }

    private void enqueue(String kind, @Nullable String lane, JsonObject payload) {
        postgres.transaction(c -> Jobs.enqueue(c, "work", kind, lane, payload)).await();
    }

    private void makeDue() {
        postgres.query("UPDATE work.jobs SET run_at = clock_timestamp() - interval '1 second'")
                .await();
    }

    private long count(String condition) {
        return postgres.query("SELECT count(*) FROM work.jobs WHERE " + condition, Tuple.tuple())
                .await()
                .iterator()
                .next()
                .getLong(0);
    }
}
