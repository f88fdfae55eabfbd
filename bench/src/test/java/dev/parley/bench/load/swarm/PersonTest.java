package dev.parley.bench.load.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bench.client.TokenSigner;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person of a generator counts: every rev once and in order, from the first that is due. */
class PersonTest {

    private static final int ROOM = 2;

    private Swarm swarm;
    private Person person;

    @BeforeEach
    void someoneInRoomTwo() throws Exception {
        byte[] key = KeyPairGenerator.getInstance("EC")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        swarm = new Swarm(new Orders(
                "127.0.0.1:1", "127.0.0.1", 2, 1, List.of(4, 4, 1), "parley", new TokenSigner("key", key).text()));
        person = swarm.people().getFirst();
    }

    @Test
    void whatComesInOrderIsRight() {
        person.synced(ROOM, 5);
        person.message(ROOM, 6);
        person.message(ROOM, 7);
        assertThat(owed(7)).isZero();
        assertThat(swarm.tally().missing()).isZero();
    }

    @Test
    void whatNeverCameIsOwed() {
        person.synced(ROOM, 5);
        person.message(ROOM, 7);
        assertThat(swarm.tally().missing()).isEqualTo(1);
        assertThat(owed(9)).isEqualTo(2);
    }

    @Test
    void whatCameAfterALaterOneIsLateAndNotMissing() {
        person.synced(ROOM, 5);
        person.message(ROOM, 7);
        person.message(ROOM, 6);
        assertThat(swarm.tally().missing()).isZero();
        assertThat(swarm.tally().late).isEqualTo(1);
    }

    @Test
    void whatCameTwiceIsDoubled() {
        person.synced(ROOM, 5);
        person.message(ROOM, 6);
        person.message(ROOM, 6);
        assertThat(swarm.tally().doubled).isEqualTo(1);
    }

    @Test
    void whatCameBeforeTheRoomWasLiveCountsFromTheFirstDueOn() {
        person.message(ROOM, 5);
        person.message(ROOM, 6);
        person.synced(ROOM, 5);
        assertThat(owed(6)).isZero();
    }

    @Test
    void whoComesBackIsToldWhatToFetch() {
        person.synced(ROOM, 5);
        person.closed(1006);
        person.synced(ROOM, 8);
        assertThat(swarm.tally().fetched).isEqualTo(3);
        assertThat(owed(8)).isZero();
    }

    @Test
    void aRoomThatIsLiveTwiceDoesNotMakeSomebodyLiveTwice() {
        person.synced(ROOM, 5);
        person.synced(ROOM, 5);
        assertThat(person.isLive()).isTrue();
        assertThat(swarm.live()).isEqualTo(1);
        person.closed(1006);
        assertThat(swarm.live()).isZero();
    }

    @Test
    void whatWasWrittenWaitsForTheConnectionAndIsWrittenAgainUntilItIsAnswered() {
        person.post(0, 7, "key", "t=7");
        EmbeddedChannel first = connected();
        assertThat(posts(first)).hasSize(1);
        first.close();

        EmbeddedChannel second = connected();
        assertThat(posts(second)).singleElement().asString().contains("\"key\":\"key\"");
        swarm.tally().answered(person, 7, true);
        swarm.tally().answered(person, 7, true);
        second.close();

        assertThat(posts(connected())).isEmpty();
        assertThat(swarm.tally().acknowledged).isEqualTo(1);
    }

    /** A socket of the person on which everything is live. */
    private EmbeddedChannel connected() {
        EmbeddedChannel channel = new EmbeddedChannel(person);
        channel.writeInbound(Unpooled.copiedBuffer("HTTP/1.1 101 Switching\r\n\r\n", StandardCharsets.US_ASCII));
        person.synced(ROOM, 5);
        return channel;
    }

    private static List<String> posts(EmbeddedChannel channel) {
        return channel.outboundMessages().stream()
                .map(frame -> ((ByteBuf) frame).toString(StandardCharsets.UTF_8))
                .filter(frame -> frame.contains("messages.post"))
                .toList();
    }

    private long owed(int head) {
        return person.owed(new int[] {0, 0, head, 0});
    }
}
