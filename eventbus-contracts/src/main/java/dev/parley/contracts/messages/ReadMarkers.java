package dev.parley.contracts.messages;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * Read markers that moved, as one text for the reason that {@link Heads} are.
 *
 * @param cursor to ask with the next time
 * @param more whether there is more to ask for at once, because it has been long since the cursor
 * @param packed 40 bytes for each as Base64: the id of the room, that of the reader, and the version, all big-endian; in no order, some of them told before
 */
public record ReadMarkers(long cursor, boolean more, String packed) {

    private static final int BYTES = 40;

    /** These markers. */
    public static ReadMarkers of(long cursor, boolean more, List<ReadMarker> markers) {
        ByteBuffer packed = ByteBuffer.allocate(BYTES * markers.size());
        for (ReadMarker marker : markers) {
            packed.putLong(marker.roomId().getMostSignificantBits())
                    .putLong(marker.roomId().getLeastSignificantBits())
                    .putLong(marker.userId().getMostSignificantBits())
                    .putLong(marker.userId().getLeastSignificantBits())
                    .putLong(marker.readVersion());
        }
        return new ReadMarkers(cursor, more, Base64.getEncoder().encodeToString(packed.array()));
    }

    /** The markers, unpacked anew with every call; {@link IllegalArgumentException} when they are not packed as they must be. */
    public List<ReadMarker> markers() {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(packed));
        if (bytes.remaining() % BYTES != 0) {
            throw new IllegalArgumentException("ReadMarkers.packed is not as it must be");
        }
        List<ReadMarker> markers = new ArrayList<>(bytes.remaining() / BYTES);
        while (bytes.hasRemaining()) {
            UUID room = new UUID(bytes.getLong(), bytes.getLong());
            markers.add(new ReadMarker(room, new UUID(bytes.getLong(), bytes.getLong()), bytes.getLong()));
        }
        return markers;
    }

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(ReadMarkers value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static ReadMarkers decode(JsonObject json) {
        return RecordCodec.decode(ReadMarkers.class, json);
    }
}
