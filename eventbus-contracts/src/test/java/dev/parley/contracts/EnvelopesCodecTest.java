package dev.parley.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Envelopes cross from node to node unharmed, and broken bytes harm nobody. */
class EnvelopesCodecTest {

    private static final UUID ROOM = UUID.fromString("0198c0de-0000-7000-8000-000000000001");
    private static final UUID ANA = UUID.fromString("0198c0de-0000-7000-8000-00000000000a");

    private final MessageCodec<Envelopes, Envelopes> codec = new EnvelopesCodec();

    @Test
    void nothingComesBackAsNothing() {
        assertThat(roundTrip(new Envelopes(List.of()), 0).list()).isEmpty();
    }

    @Test
    void everyKindComesBackInOrder() {
        Envelopes several = several();

        assertThat(roundTrip(several, 0)).isEqualTo(several);
    }

    @Test
    void readingBeginsWhereTheBusSays() {
        assertThat(roundTrip(several(), 17)).isEqualTo(several());
    }

    @Test
    void insideOneNodeTheObjectIsTheSame() {
        Envelopes several = several();

        assertThat(codec.transform(several)).isSameAs(several);
    }

    @Test
    void aBatchOfAnUnknownVersionIsSkipped() {
        Buffer bytes = written(several());
        bytes.setByte(0, (byte) 2);

        assertThat(codec.decodeFromWire(0, bytes).list()).isEmpty();
    }

    @Test
    void whatOnlyANewerNodeKnowsIsSkippedAlone() {
        Buffer bytes = written(several());
        bytes.setByte(5, (byte) 100);

        List<Envelope> rest = several().list();
        assertThat(codec.decodeFromWire(0, bytes).list()).isEqualTo(rest.subList(1, rest.size()));
    }

    @Test
    void truncatedInputIsRefusedWhereverItEnds() {
        Buffer bytes = written(several());
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int length = 0; length < bytes.length(); length++) {
                Buffer part = bytes.getBuffer(0, length);
                assertThatExceptionOfType(RuntimeException.class)
                        .as("the first %s bytes", length)
                        .isThrownBy(() -> codec.decodeFromWire(0, part));
            }
        });
    }

    @Test
    void damagedInputNeverHangs() {
        Random random = new Random(11);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < 2_000; i++) {
                Buffer bytes = written(several());
                bytes.setByte(1 + random.nextInt(bytes.length() - 1), (byte) random.nextInt(256));
                try {
                    assertThat(codec.decodeFromWire(0, bytes).list()).isNotNull();
                } catch (RuntimeException refused) {
                    assertThat(refused).isNotNull();
                }
            }
        });
    }

    @Test
    void aBusCarriesIt() {
        Vertx vertx = Vertx.vertx();
        try {
            EnvelopesCodec.register(vertx.eventBus());
            vertx.eventBus()
                    .<Envelopes>localConsumer(
                            "a", message -> message.reply(message.body().list().size()));
            int answered = vertx.eventBus()
                    .<Integer>request(
                            "a",
                            several(),
                            new io.vertx.core.eventbus.DeliveryOptions().setCodecName(EnvelopesCodec.NAME))
                    .await()
                    .body();

            assertThat(answered).isEqualTo(several().list().size());
        } finally {
            vertx.close().await();
        }
    }

    private static Envelopes several() {
        JsonObject body = new JsonObject().put("text", "hello 👋🏽 ünïcode \u0000 你好");
        return new Envelopes(List.of(
                Envelope.log(ROOM, 1, Long.MAX_VALUE, 7, body),
                Envelope.state(Addresses.user(ANA), body),
                Envelope.ephemeral("töpic.👋", new JsonObject()),
                Envelope.seatEnded(ROOM, ANA, 5, body),
                Envelope.sessionEnded(ANA, ROOM),
                Envelope.marker(ANA, ROOM, 3, body),
                Envelope.seat(ANA, ROOM, 4, true, body)));
    }

    private Envelopes roundTrip(Envelopes envelopes, int position) {
        Buffer bytes = Buffer.buffer(new byte[position]);
        codec.encodeToWire(bytes, envelopes);
        return codec.decodeFromWire(position, bytes);
    }

    private Buffer written(Envelopes envelopes) {
        Buffer bytes = Buffer.buffer();
        codec.encodeToWire(bytes, envelopes);
        return bytes;
    }
}
