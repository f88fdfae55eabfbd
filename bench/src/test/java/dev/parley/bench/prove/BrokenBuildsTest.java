package dev.parley.bench.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.bench.check.Limits;
import dev.parley.bench.check.Report;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Builds with one clause of the contract broken on purpose turn the checker red, each by one of the rules that are there for it.
 *
 * <p>Each takes a cluster of its own and the better part of a minute, so they run when they are asked for, {@code -Dparley.broken=true}; that each can still be made is looked at every time.
 */
@Timeout(600)
class BrokenBuildsTest {

    private static final Plan PLAN = new Plan(3, 10, 4, 2, 80, 1_000, 2_000, 0);

    @ParameterizedTest
    @EnumSource
    @EnabledIfSystemProperty(named = "parley.broken", matches = "true")
    void theCheckerTurnsRed(Broken build, @TempDir Path classes) throws Exception {
        assumeTrue(build.anywhere() || Net.Namespaces.possible(), "needs network namespaces");
        Report report = ProveTest.prove(
                build.faults(),
                PLAN,
                Limits.CONTRACT,
                build.anywhere(),
                build.classes(classes),
                field -> build.spoil(field.stores()));

        assertThat(report.broken()).as(report.text()).containsAnyElementsOf(build.rules());
    }

    @ParameterizedTest
    @EnumSource
    void eachIsStillABuild(Broken build, @TempDir Path classes) throws Exception {
        assertThat(build.classes(classes).size() + build.functions().size()).isPositive();
    }

    /** What hardly disturbs a run: it lasts half a minute, in which people are removed, log out and read. */
    static final List<Fault> NOTHING_MUCH = Collections.nCopies(15, Fault.REDIS_EMPTY);
}
