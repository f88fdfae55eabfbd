package dev.parley.bridge.socket;

import dev.parley.contracts.Envelope;
import dev.parley.contracts.messages.Head;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the feed of a node knows of a topic: which hubs want it, and how far a room has come in order. */
final class Track {

    final String topic;

    /** The room; null when this is a topic of a person. */
    final @Nullable UUID roomId;

    /** The hubs that listen, with the generation of their topic. */
    final Map<Hub, Long> hubs = new IdentityHashMap<>(2);

    /** Changes that came before the one in front of them, by their number. */
    final NavigableMap<Long, Envelope> held;

    /** The last change that was handed on. */
    Head head = new Head(0, 0, 0);

    /** Whether the head is known and changes flow. */
    boolean live;

    /** Whether the head is being asked for. */
    boolean starting;

    /** Whether it has been live before. */
    boolean started;

    /** Whether nobody listens any more. */
    boolean gone;

    /** How often in vain the head was asked for, or what is missing, since a change was last handed on. */
    int attempts;

    /** A change that is known to exist. */
    long target;

    /** Whether a timer runs after which a gap is more than a matter of order. */
    boolean suspected;

    /** Whether what is missing is being asked for. */
    boolean repairing;

    /** The newest state of the room that was told; for rooms whose changes the bus lost. */
    long roomVersion;

    /** Of a topic of a person: the newest version of each read marker that was told, by room. */
    private Map<UUID, Long> markers = Map.of();

    /** Of a topic of a person: the newest news of each seat that was told, by room. */
    private Map<UUID, Told> seats = Map.of();

    private record Told(long version, boolean seated) {}

    Track(String topic, @Nullable UUID roomId) {
        this.topic = topic;
        this.roomId = roomId;
        this.held = roomId == null ? Collections.emptyNavigableMap() : new TreeMap<>();
    }

    void start(Head from) {
        head = from;
        target = from.rev();
        live = true;
        started = true;
        attempts = 0;
    }

    /** Whether a read marker is newer than what was told of it here. */
    boolean behind(UUID room, long version) {
        return markers.getOrDefault(room, -1L) < version;
    }

    /** Notes a read marker; false when what was told of it is not older. */
    boolean moves(UUID room, long version) {
        boolean newer = behind(room, version);
        if (newer) {
            markers = with(markers, room, version);
        }
        return newer;
    }

    /** Whether it was not told here that there is a seat, or is none; true also where the person read it before. */
    boolean untold(UUID room, long version, boolean seated) {
        Told last = seats.get(room);
        return last == null || (last.version < version && last.seated != seated);
    }

    /** Notes that a seat came or went; false when what was told of it is not older. */
    boolean seats(UUID room, long version, boolean seated) {
        Told last = seats.get(room);
        boolean newer = last == null || last.version < version;
        if (newer) {
            seats = with(seats, room, new Told(version, seated));
        }
        return newer;
    }

    private static <T> Map<UUID, T> with(Map<UUID, T> told, UUID room, T newest) {
        Map<UUID, T> kept = told.isEmpty() ? new HashMap<>(2) : told;
        kept.put(room, newest);
        return kept;
    }

    /** The last change that is known to exist. */
    long goal() {
        return held.isEmpty() ? target : Math.max(target, held.lastKey());
    }
}
