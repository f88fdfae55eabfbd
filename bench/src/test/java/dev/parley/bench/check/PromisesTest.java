package dev.parley.bench.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class PromisesTest {

    private static final Map<String, List<Long>> NONE = Map.of();
    private static final Deliveries QUIET = new Deliveries(Map.of());
    private static final Overload CALM = new Overload(0, 0, new TreeMap<>(), Map.of());

    @Test
    void whatIsWithinThePromisedTimesIsKept() {
        Recovery recovery = recovered(
                Map.of("postgres-kill", List.of(100L, 5_000L)),
                Map.of("kill-node", List.of(200L, 3_000L)),
                Map.of("kill-node", List.of(1_500L, 3_000L)));

        assertThat(Promises.missed(recovery, QUIET, accepted(1_000, 100))).isEmpty();
    }

    @Test
    void peopleOfAKilledNodeWhoAreLiveLateAreTold() {
        assertThat(Promises.missed(
                        recovered(NONE, NONE, Map.of("kill-node", List.of(100L, 200L, 3_001L))), QUIET, CALM))
                .containsExactly("D13: live again after kill-node, p99: 3001 ms, promised are 3000");
        assertThat(Promises.missed(recovered(NONE, NONE, Map.of("kill-node", List.of(1_501L, 1_600L))), QUIET, CALM))
                .containsExactly("D13: live again after kill-node, p50: 1501 ms, promised are 1500");
        assertThat(Promises.missed(recovered(NONE, Map.of("kill-node", List.of(9_000L)), NONE), QUIET, CALM))
                .containsExactly("D13: everybody complete after kill-node, p99: 9000 ms, promised are 3000");
    }

    @Test
    void oneOfAHundredMayTakeLonger() {
        List<Long> times = Stream.concat(Collections.nCopies(99, 100L).stream(), Stream.of(60_000L))
                .toList();

        assertThat(Promises.missed(recovered(NONE, NONE, Map.of("kill-node", times)), QUIET, CALM))
                .isEmpty();
    }

    @Test
    void aDatabaseThatIsBackIsUsedSoonWhateverHappenedToIt() {
        Recovery late =
                recovered(Map.of("postgres-freeze", List.of(100L, 5_001L), "redis-kill", List.of(60_000L)), NONE, NONE);

        assertThat(Promises.missed(late, QUIET, CALM))
                .containsExactly(
                        "D16: the first acknowledgement after postgres-freeze, longest: 5001 ms, promised are 5000");
    }

    @Test
    void whatAnOverloadTakesIsAcknowledgedSoon() {
        assertThat(Promises.missed(recovered(NONE, NONE, NONE), QUIET, accepted(1_001, 2)))
                .containsExactly("D19: acknowledgements in an overload, p99: 1001 ms, promised are 1000");
        assertThat(Promises.missed(recovered(NONE, NONE, NONE), QUIET, accepted(1_001, 1)))
                .isEmpty();
    }

    @Test
    void anOverloadThatNothingComesThroughKeepsNoPromise() {
        assertThat(Promises.missed(
                        recovered(NONE, NONE, NONE), QUIET, new Overload(300, 1_000, new TreeMap<>(), Map.of())))
                .containsExactly("D19: nothing was acknowledged in an overload");
    }

    @Test
    void whatPassesACutArrivesSoonAndWhatDoesNotPassItIsNotAskedOf() {
        assertThat(Promises.missed(recovered(NONE, NONE, NONE), delivered("cut-apart", 9_000), CALM))
                .isEmpty();
        assertThat(Promises.missed(recovered(NONE, NONE, NONE), delivered("cut-apart, across", 1_999), CALM))
                .isEmpty();
        assertThat(Promises.missed(recovered(NONE, NONE, NONE), delivered("cut-alone, across", 3_000), CALM))
                .singleElement()
                .asString()
                .startsWith("D15: delivery while cut-alone, across, p99:");
    }

    @Test
    void withoutTheDatabaseSendsAreAnsweredSoon() {
        assertThat(Promises.missed(
                        new Recovery(NONE, NONE, NONE, Map.of("postgres-kill", List.of(2_000L))), QUIET, CALM))
                .isEmpty();
        assertThat(Promises.missed(
                        new Recovery(NONE, NONE, NONE, Map.of("postgres-kill", List.of(1L, 2_001L))), QUIET, CALM))
                .containsExactly("D16: answers to sends while postgres-kill, p99: 2001 ms, promised are 2000");
    }

    private static Recovery recovered(
            Map<String, List<Long>> first, Map<String, List<Long>> complete, Map<String, List<Long>> live) {
        return new Recovery(first, complete, live, NONE);
    }

    private static Deliveries delivered(String broken, long ms) {
        Histogram times = new Histogram(600_000, 3);
        times.recordValue(ms);
        return new Deliveries(Map.of(broken, times));
    }

    /** An overload of which a hundred sends were acknowledged: the slowest of them after so many milliseconds. */
    private static Overload accepted(long slowestMs, int slowest) {
        TreeMap<Long, Integer> accepted = new TreeMap<>(Map.of(slowestMs, slowest));
        accepted.merge(10L, 100 - slowest, Integer::sum);
        return new Overload(300, 1_000, accepted, Map.of());
    }
}
