package dev.parley.bridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Envelope;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class BatchTest {

    private static final UnpooledByteBufAllocator ALLOCATOR = new UnpooledByteBufAllocator(false);

    @Test
    void framesOfEachLengthStandInOnePieceInTheirOrder() {
        List<Envelope> events = Stream.of(1, 500, 70_000).map(BatchTest::event).toList();
        Batch batch = Batch.of(events);
        EmbeddedChannel reader = new EmbeddedChannel(new WebSocket13FrameDecoder(false, false, 100_000));
        reader.writeInbound(batch.wire(ALLOCATOR));
        for (Envelope event : events) {
            TextWebSocketFrame frame = reader.readInbound();
            assertThat(frame.text()).isEqualTo(event.frame().toString(StandardCharsets.UTF_8));
            frame.release();
        }
        assertThat((Object) reader.readInbound()).isNull();
        batch.release();
        reader.finishAndReleaseAll();
    }

    @Test
    void theBytesLiveUntilTheLastWriteIsDone() {
        for (int events = 1; events <= 2; events++) {
            Batch batch = Batch.of(
                    Stream.of(20, 30).limit(events).map(BatchTest::event).toList());
            ByteBuf first = batch.wire(ALLOCATOR);
            ByteBuf second = batch.wire(ALLOCATOR);
            batch.release();
            first.release();
            assertThat(second.refCnt()).isPositive();
            second.release();
            assertThat(second.refCnt()).isZero();
        }
    }

    private static Envelope event(int length) {
        UUID room = UUID.randomUUID();
        return Envelope.log(room, 1, 1, 1, new JsonObject().put("text", "x".repeat(length)));
    }
}
