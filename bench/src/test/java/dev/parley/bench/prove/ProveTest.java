package dev.parley.bench.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bench.check.Exercised;
import dev.parley.bench.check.Limits;
import dev.parley.bench.check.Report;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The small set of faults, on three nodes on the loopback: what {@code ./parley prove} does for longer and with more. The seed is fixed; {@code -Dparley.seed} takes another. */
@Tag("cluster")
@Timeout(600)
class ProveTest {

    static final Plan SMALL = new Plan(3, 20, 8, 2, 60, 400, 2_000, 0);

    /** The times of the contract, with room for a machine that does other things besides; people are removed and logged out for longer than that. */
    static final Limits PATIENT = new Limits(10_000, 5_000, 6_500, 9_000, 10_000);

    private static final List<Fault> FAULTS = List.of(
            Fault.KILL_NODE,
            Fault.BREAK_COMMITS,
            Fault.KILL_NODE,
            Fault.POSTGRES_KILL,
            Fault.KILL_NODE,
            Fault.FREEZE_NODE,
            Fault.KILL_NODE,
            Fault.REDIS_KILL,
            Fault.KILL_NODE,
            Fault.CUT_POSTGRES);

    @Test
    void nothingIsLostWhateverBreaks() throws Exception {
        Report report = prove(FAULTS, SMALL, PATIENT, true, List.of(), field -> {});

        assertThat(report.clean()).as(report.text()).isTrue();
        Exercised exercised = report.exercised();
        assertThat(exercised.missing()).as(report.text()).isSubsetOf("healed by the node", "duplicates answered");
        assertThat(exercised.faults()).containsEntry("kill-node", 5);
    }

    /** What is done to an installation before people come. */
    interface Preparation {
        void prepare(Field field) throws Exception;
    }

    static Report prove(
            List<Fault> faults, Plan plan, Limits limits, boolean loopback, List<Path> before, Preparation preparation)
            throws Exception {
        long seed = Long.getLong("parley.seed", 20);
        Deque<Fault> left = new ArrayDeque<>(faults);
        try (Field field = new Field(Abandoned.directory(), plan.nodes(), before, loopback)) {
            preparation.prepare(field);
            People people = new People(field.rest(0), plan.people());
            Round round = new Round(field, people, plan, seed, System.out::println);
            Report report = round.run(left::poll, limits);
            System.out.println(report.text());
            round.writeTo(Path.of("target", "prove-test.jsonl"));
            return report;
        }
    }
}
