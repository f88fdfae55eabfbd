package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * Heads of rooms. Every node asks for all that moved in the cluster, thousands every few seconds: they cross the bus as one text and not as an object each.
 *
 * @param cursor to ask with the next time; 0 where it has no meaning
 * @param more whether there is more to ask for at once, because it has been long since the cursor
 * @param packed 40 bytes for each as Base64: the id of the room, epoch, rev and seq, all big-endian; in no order, some of them told before
 */
public record Heads(long cursor, boolean more, String packed) {

    private static final int BYTES = 40;

    /** These heads. */
    public static Heads of(long cursor, boolean more, List<RoomHead> heads) {
        ByteBuffer packed = ByteBuffer.allocate(BYTES * heads.size());
        for (RoomHead room : heads) {
            packed.putLong(room.roomId().getMostSignificantBits())
                    .putLong(room.roomId().getLeastSignificantBits())
                    .putLong(room.head().epoch())
                    .putLong(room.head().rev())
                    .putLong(room.head().seq());
        }
        return new Heads(cursor, more, Base64.getEncoder().encodeToString(packed.array()));
    }

    /** The heads, unpacked anew with every call; {@link IllegalArgumentException} when they are not packed as they must be. */
    public List<RoomHead> heads() {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(packed));
        if (bytes.remaining() % BYTES != 0) {
            throw new IllegalArgumentException("Heads.packed is not as it must be");
        }
        List<RoomHead> heads = new ArrayList<>(bytes.remaining() / BYTES);
        while (bytes.hasRemaining()) {
            UUID room = new UUID(bytes.getLong(), bytes.getLong());
            heads.add(new RoomHead(room, new Head(bytes.getLong(), bytes.getLong(), bytes.getLong())));
        }
        return heads;
    }

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Heads value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Heads decode(JsonObject json) {
        return RecordCodec.decode(Heads.class, json);
    }
}
