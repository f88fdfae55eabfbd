package dev.parley.bench.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bench.check.Checker;
import dev.parley.bench.check.Entry;
import dev.parley.bench.check.History;
import dev.parley.bench.check.Report;
import java.util.List;
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

        assertThat(alice.post(FakeNode.ROOM, "refused").orTimeout(20, SECONDS).join())
                .isFalse();
        checked(1);
    }

    @Test
    void aDeviceThatIsTooFarBehindBeginsAnew() {
        node.next = FakeNode.Fault.RESET;
        send("nobody is told");
        send("the next");

        assertThat(checked(3).exercised().resets()).isPositive();
    }

    private void send(String content) {
        assertThat(alice.post(FakeNode.ROOM, content).orTimeout(20, SECONDS).join())
                .isTrue();
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
