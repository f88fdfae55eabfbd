package dev.parley.bridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Failure;
import dev.parley.contracts.Failures;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinesTest {

    private long now;
    private final Lines lines = new Lines(() -> now);
    private final List<String> made = new ArrayList<>();
    private final long later = 60_000;

    private Promise<String> call(String line, String name) {
        Promise<String> answer = Promise.promise();
        lines.take(line, name, later, () -> {
            made.add(name);
            return answer.future();
        });
        return answer;
    }

    private void stored(String... names) {
        for (String name : names) {
            call("a", name).complete("done");
        }
    }

    @Test
    void aCallIsMadeWhenTheOneBeforeIsAnswered() {
        Promise<String> one = call("a", "one");
        Promise<String> two = call("a", "two");
        call("b", "other");
        assertThat(made).containsExactly("one", "other");
        one.complete("done");
        assertThat(made).containsExactly("one", "other", "two");
        two.complete("done");
        call("a", "three");
        assertThat(made).endsWith("three");
    }

    @Test
    void aRefusalLetsTheNextOnePass() {
        Promise<String> one = call("a", "one");
        call("a", "two");
        one.fail(Failures.invalid("empty_message", "Nothing."));
        assertThat(made).containsExactly("one", "two");
    }

    @Test
    void whatStandsBehindAnUnknownOutcomeIsNotMade() {
        Promise<String> one = call("a", "one");
        call("a", "two");
        Future<String> three = lines.take("a", null, later, () -> Future.succeededFuture("made"));
        one.fail(Failures.unavailable("storage_unavailable", "Not now."));
        assertThat(made).containsExactly("one");
        assertThat(Failures.reason(three.cause())).isEqualTo("storage_unavailable");
    }

    @Test
    void whoRepeatsNothingIsHeldForAsLongAsSomebodyMayNotHaveReadOfTheRefusal() {
        Promise<String> one = call("a", "one");
        one.fail(Failures.unavailable("unavailable", "Not now."));
        now += 5_000;
        call("a", "two");
        assertThat(made).containsExactly("one");
        now++;
        call("a", "three");
        assertThat(made).containsExactly("one", "three");
    }

    @ParameterizedTest
    @EnumSource(
            value = Failure.class,
            names = {"UNAVAILABLE", "LIMITED"})
    void whatIsUnderWayWhenAPostIsRefusedWaitsForItsRepeat(Failure passing) {
        Promise<String> one = call("a", "one");
        call("a", "two");
        one.fail(Failures.of(passing, "busy", "Busy."));
        call("a", "three");
        call("b", "elsewhere");
        Future<String> edit = lines.take("a", null, later, () -> Future.succeededFuture("edited"));
        assertThat(made).containsExactly("one", "elsewhere");
        assertThat(edit.result()).isEqualTo("edited");
        made.clear();

        Promise<String> again = call("a", "one");
        call("a", "three");
        again.fail(Failures.of(passing, "busy", "Still busy."));
        call("a", "two");
        assertThat(made).as("those behind keep their order").containsExactly("one");

        Promise<String> stored = call("a", "one");
        Promise<String> next = call("a", "two");
        call("a", "three");
        stored.complete("done");
        next.complete("done");
        assertThat(made).containsExactly("one", "one", "two", "three");
    }

    @Test
    void whoGivesOneUpWaitsWithWhatCameAfterIt() {
        call("a", "one").fail(Failures.unavailable("busy", "Busy."));
        now += 4_000;
        call("a", "two");
        call("a", "two");
        assertThat(made).containsExactly("one");
        now += 1_001;
        call("a", "two");
        assertThat(made).as("each new refusal does not hold it again").containsExactly("one", "two");
    }

    @Test
    void whatWasTurnedAwayKeepsItsPlaceBehindWhatIsRefusedLater() {
        Promise<String> zero = call("a", "zero");
        call("a", "one");
        lines.turnedAway("a", "two");
        zero.fail(Failures.unavailable("busy", "Busy."));
        call("a", "three");
        stored("zero", "one");
        call("a", "three");
        assertThat(made).as("two is owed").containsExactly("zero", "zero", "one");
        call("a", "two").complete("done");
        call("a", "three");
        assertThat(made).containsExactly("zero", "zero", "one", "two", "three");
    }

    @Test
    void aRepeatShowsThatTheRefusalWasReadAndEndsTheWaiting() {
        call("a", "one").fail(Failures.unavailable("busy", "Busy."));
        call("a", "one").complete("done");
        call("a", "two");
        assertThat(made).containsExactly("one", "one", "two");
    }

    @Test
    void whatIsNewWaitsUntilAllThatWereRefusedAreRepeated() {
        call("a", "one").fail(Failures.unavailable("busy", "Busy."));
        call("a", "two");
        call("a", "one").complete("done");
        call("a", "three");
        stored("two", "three");
        call("a", "four");
        assertThat(made)
                .as("three was sent before its client read that two was refused")
                .containsExactly("one", "one", "two", "three", "four");
    }

    @Test
    void whoRepeatsIsNotForgottenHoweverLongThatTakes() {
        call("a", "one").fail(Failures.unavailable("busy", "Busy."));
        call("a", "two");
        now += 4_000;
        call("a", "one").complete("done");
        call("a", "three");
        now += 4_000;
        call("a", "four");
        assertThat(made).as("two is owed").containsExactly("one", "one");
        stored("two", "three", "four");
        assertThat(made).containsExactly("one", "one", "two", "three", "four");
    }

    @Test
    void twoCallsOfOnePostAreOwedOnce() {
        Promise<String> one = call("a", "one");
        call("a", "two");
        call("a", "one");
        one.fail(Failures.unavailable("busy", "Busy."));
        stored("one", "two", "three");
        assertThat(made).containsExactly("one", "one", "two", "three");
    }

    @Test
    void aPostThatCameAgainWhileItsRepeatWasUnderWayKeepsItsFirstPlace() {
        call("a", "one").fail(Failures.unavailable("busy", "Busy."));
        call("a", "two");
        Promise<String> again = call("a", "one");
        call("a", "one");
        again.fail(Failures.unavailable("busy", "Still busy."));
        call("a", "two");
        stored("one", "two", "three");
        assertThat(made).containsExactly("one", "one", "one", "two", "three");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatHasItsOutcomeIsNotOwedForAnotherCallOfIt(boolean stored) {
        call("a", "one").fail(Failures.unavailable("busy", "Busy."));
        call("a", "two");
        Promise<String> again = call("a", "one");
        lines.turnedAway("a", "one");
        if (stored) {
            again.complete("done");
        } else {
            again.fail(Failures.invalid("empty_message", "Nothing."));
        }
        stored("two", "three");
        assertThat(made).containsExactly("one", "one", "two", "three");
    }

    @Test
    void whatIsTurnedAwayBehindARefusalIsOwedToo() {
        call("a", "one").fail(Failures.unavailable("busy", "Busy."));
        lines.turnedAway("a", "two");
        stored("one");
        call("a", "three");
        assertThat(made).containsExactly("one", "one");
        stored("two", "three");
        assertThat(made).containsExactly("one", "one", "two", "three");
    }

    @Test
    void whatIsTurnedAwayAgainHoldsNobodyLongerWhereAnotherIsFirst() {
        call("a", "given up").fail(Failures.unavailable("busy", "Busy."));
        call("a", "two");
        now += 4_000;
        lines.turnedAway("a", "two");
        now += 1_001;
        call("a", "two");
        assertThat(made).containsExactly("given up", "two");
    }

    @Test
    void whatIsBehindAFaultOfOursIsToBeRepeated() {
        Promise<String> one = call("a", "one");
        Future<String> two = lines.take("a", "two", later, () -> Future.succeededFuture("made"));
        one.fail(new IllegalStateException("a fault of ours"));
        assertThat(Failures.reason(two.cause())).isEqualTo("unavailable");
        call("a", "two");
        assertThat(made).containsExactly("one", "two");
    }

    @Test
    void soManyPostsAreOwedAndNoMore() {
        call("a", "first").fail(Failures.unavailable("busy", "Busy."));
        for (int post = 1; post < 1_000; post++) {
            call("a", "post " + post);
        }
        call("a", "one too many");
        call("a", "first").complete("done");
        for (int post = 1; post < 1_000; post++) {
            call("a", "post " + post).complete("done");
        }
        call("a", "new").complete("done");
        assertThat(made).as("nothing is owed any more").hasSize(1_002).endsWith("new");
    }

    @Test
    void whatIsOwedNoLongerTakesNoRoom() {
        call("a", "first").fail(Failures.unavailable("busy", "Busy."));
        for (int post = 1; post < 1_000; post++) {
            call("a", "post " + post);
        }
        now += 5_001;
        call("b", "one").fail(Failures.unavailable("busy", "Busy."));
        call("b", "two");
        call("b", "one").complete("done");
        call("b", "three");
        assertThat(made).as("two is owed").containsExactly("first", "one", "one");
    }

    @Test
    void aPostThatIsRefusedForGoodHoldsNobody() {
        call("a", "one").fail(Failures.invalid("empty_message", "Nothing."));
        call("a", "two").fail(new IllegalStateException("a fault of ours"));
        call("a", "three");
        assertThat(made).containsExactly("one", "two", "three");
    }

    @Test
    void whatWasRefusedWithoutATurnIsWaitedForToo() {
        Promise<String> zero = call("a", "zero");
        call("a", "one");
        lines.turnedAway("a", "two");
        zero.fail(Failures.unavailable("busy", "Busy."));
        call("a", "two");
        assertThat(made).as("zero and one were before it").containsExactly("zero");
        call("a", "zero");
        assertThat(made).containsExactly("zero", "zero");
    }

    @Test
    void thoseThatAreRefusedWithoutATurnKeepTheirOrder() {
        lines.turnedAway("a", "one");
        lines.turnedAway("a", "two");
        call("a", "three");
        call("a", "one");
        call("a", "two");
        assertThat(made).containsExactly("one");
        lines.turnedAway("b", "one");
        lines.turnedAway("b", "two");
        lines.turnedAway("b", "one");
        call("b", "two");
        assertThat(made).as("the repeat of the first was refused too").containsExactly("one");
    }

    @Test
    void whatIsBehindAnEditThatMayPassIsWaitedFor() {
        Promise<String> edit = Promise.promise();
        lines.take("a", null, later, edit::future);
        call("a", "one");
        edit.fail(Failures.unavailable("busy", "Busy."));
        call("a", "two");
        assertThat(made).isEmpty();
        call("a", "one");
        assertThat(made).containsExactly("one");
    }

    @Test
    void whoWaitedTooLongIsToldToRepeat() {
        Promise<String> one = call("a", "one");
        Future<String> two = lines.take("a", "two", now - 1, () -> Future.succeededFuture("made"));
        one.complete("done");
        assertThat(Failures.reason(two.cause())).isEqualTo("unavailable");
        call("a", "three");
        assertThat(made).as("it is behind what is to be repeated").containsExactly("one");
    }
}
