package dev.parley.bench.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bench.check.Checker;
import dev.parley.bench.check.Entry;
import dev.parley.bench.check.History;
import dev.parley.bench.check.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A device keeps its room complete and its outbox going, whatever the node does wrong. */
@Timeout(300)
class DeviceTest {

    private final FakeNode node = new FakeNode();
    private final Sockets sockets = new Sockets(1);
    private final History history = new History();
    private final Device alice = device("alice-1", 1);
    private final Device reader = device("alice-2", 2);

    @BeforeEach
    void start() {
        alice.start(List.of(FakeNode.ROOM));
        reader.start(List.of(FakeNode.ROOM));
        send("first");
        reader.holds(FakeNode.ROOM, 1).orTimeout(20, SECONDS).join();
    }

    @AfterEach
    void stop() {
        alice.stop().orTimeout(20, SECONDS).join();
        reader.stop().orTimeout(20, SECONDS).join();
        sockets.close();
        node.close();
    }

    @Test
    void whatIsSentReachesEverybody() {
        send("second");

        assertThat(checked(2).exercised().acknowledged()).isEqualTo(2);
    }

    @Test
    void aLostFrameIsFetchedWhenTheNextOneShowsTheGap() {
        node.next = FakeNode.Fault.NO_FRAME;
        send("nobody is told");
        send("the next");

        assertThat(checked(3).exercised().healedByFetch()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aSendInDoubtGoesAgainWithItsKeyAndIsStoredOnce() {
        node.next = FakeNode.Fault.NO_ANSWER;
        send("in doubt");

        Report report = checked(2);
        assertThat(report.exercised().inDoubt()).isEqualTo(1);
        assertThat(report.exercised().duplicates()).isEqualTo(1);
    }

    @Test
    void aSendThatIsToBeRepeatedIsRepeated() {
        node.next = FakeNode.Fault.RETRY;
        send("again");

        assertThat(checked(2).exercised().retries()).isEqualTo(1);
    }

    @Test
    void aRefusedSendIsGivenUp() {
        node.next = FakeNode.Fault.REJECT;
        history.add(at -> new Entry.Seating(at, "alice", FakeNode.ROOM, false));

        assertThat(alice.post(FakeNode.ROOM, "refused").orTimeout(20, SECONDS).join())
                .isFalse();
        checked(1);
    }

    @Test
    void whatWasUnderWayGoesAgainInItsOrderOnTheNextSocket() {
        node.next = FakeNode.Fault.NO_ANSWER;
        sendWithoutWaiting("one", "two", "three", "four");

        assertThat(checked(5).exercised().repeatedInLine()).isPositive();
        assertThat(contents()).containsExactly("first", "one", "two", "three", "four");
    }

    @Test
    void whatIsBehindAMessageThatIsToBeRepeatedGoesAgainAfterIt() {
        node.next = FakeNode.Fault.RETRY;
        sendWithoutWaiting("one", "two", "three", "four");

        assertThat(checked(5).exercised().repeatedInLine()).isPositive();
        assertThat(contents()).containsExactly("first", "one", "two", "three", "four");
    }

    @Test
    void whatIsSentOnceBeginsWithWhatWasRefused() {
        node.next = FakeNode.Fault.RETRY;
        assertThat(alice.once(FakeNode.ROOM, "one").orTimeout(20, SECONDS).join())
                .isFalse();
        assertThat(alice.once(FakeNode.ROOM, "two").orTimeout(20, SECONDS).join())
                .isTrue();
        assertThat(alice.once(FakeNode.ROOM, "three").orTimeout(20, SECONDS).join())
                .isTrue();

        checked(3);
        assertThat(contents()).containsExactly("first", "one", "three");
    }

    @Test
    void whatHasNoOutcomeIsTold() {
        node.next = FakeNode.Fault.NOTHING;
        CompletableFuture<Boolean> send = alice.post(FakeNode.ROOM, "nobody says what became of it");

        assertThat(alice.unsent().orTimeout(20, SECONDS).join()).isEqualTo(Map.of(FakeNode.ROOM, 1));
        alice.hangUp();
        assertThat(send.orTimeout(20, SECONDS).join()).isTrue();
        assertThat(alice.unsent().orTimeout(20, SECONDS).join()).isEmpty();
        checked(2);
    }

    @Test
    void aDeviceThatIsTooFarBehindBeginsAnew() {
        node.next = FakeNode.Fault.RESET;
        send("nobody is told");
        send("the next");

        assertThat(checked(3).exercised().resets()).isPositive();
    }

    @Test
    void aDeviceThatBeginsAnewShowsTheNewestBeforeItHoldsTheRest() {
        node.next = FakeNode.Fault.RESET;
        node.silentOfOld = true;
        send("nobody is told");
        send("the next");

        reader.shows(FakeNode.ROOM, 3).orTimeout(20, SECONDS).join();
        CompletableFuture<Void> all = reader.holds(FakeNode.ROOM, 3);
        assertThat(reader.state().thenApply(any -> all.isDone()).join()).isFalse();
        node.silentOfOld = false;
        alice.hangUp();
        reader.hangUp();
        checked(3);
    }

    private void send(String content) {
        assertThat(alice.post(FakeNode.ROOM, content).orTimeout(20, SECONDS).join())
                .isTrue();
    }

    /** Hands over more than the device sends at once, before it hears of any. */
    private void sendWithoutWaiting(String... contents) {
        List<CompletableFuture<Boolean>> sends = new ArrayList<>();
        CompletableFuture.runAsync(
                        () -> Stream.of(contents)
                                .map(content -> alice.post(FakeNode.ROOM, content))
                                .forEach(sends::add),
                        alice.loop())
                .orTimeout(20, SECONDS)
                .join();
        CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new))
                .orTimeout(20, SECONDS)
                .join();
    }

    private List<String> contents() {
        return node.log().stream()
                .map(message -> message.path("content").asText())
                .toList();
    }

    private Report checked(int rev) {
        alice.holds(FakeNode.ROOM, rev).orTimeout(20, SECONDS).join();
        reader.holds(FakeNode.ROOM, rev).orTimeout(20, SECONDS).join();
        history.add(at -> new Entry.Log(
                at,
                "test",
                "node",
                FakeNode.ROOM,
                node.log().stream().map(Rows::row).toList()));
        Report report = Checker.check(history);
        assertThat(report.clean()).as(report.text()).isTrue();
        return report;
    }

    private Device device(String name, long seed) {
        return new Device(
                name, new Account("alice", "alice", "token", "refresh"), List.of(node.uri()), sockets, history, seed);
    }
}
