package dev.parley.bridge.socket;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** How many sockets each person has on this node. Shared by all threads. */
public final class Attendance {

    private final int most;
    private final Map<UUID, Integer> sockets = new ConcurrentHashMap<>();

    /** Nobody is here yet; a person may have so many sockets at most. */
    public Attendance(int most) {
        this.most = most;
    }

    /** Counts one more socket of a person; false, and nothing counted, when there are as many as may be. */
    boolean enter(UUID userId) {
        boolean[] entered = {false};
        sockets.compute(userId, (same, count) -> {
            int before = count == null ? 0 : count;
            entered[0] = before < most;
            return entered[0] ? (Integer) (before + 1) : count;
        });
        return entered[0];
    }

    /** Counts one socket of a person less. */
    void leave(UUID userId) {
        sockets.computeIfPresent(userId, (same, count) -> count > 1 ? count - 1 : null);
    }
}
