package dev.parley.bridge.socket;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.bridge.api.Handoff;
import dev.parley.contracts.Caller;
import dev.parley.contracts.Failures;
import dev.parley.contracts.rooms.Access;
import dev.parley.contracts.rooms.Accesses;
import dev.parley.contracts.rooms.MemberRef;
import dev.parley.contracts.rooms.RoomKind;
import dev.parley.contracts.rooms.RoomService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.serviceproxy.ServiceException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may subscribe to a room. Shared by all threads of a node.
 *
 * <p>A seat is believed for a while, and less when news of it comes: every change of a seat has a greater version, and what is older than the newest version seen is never believed again. That
 * somebody has no seat is never believed: it is asked each time. The seats of one person are asked for together, so that a reconnect with many rooms is one call.
 */
public final class Gate {

    private static final Duration NEWS = Duration.ofMinutes(5);

    private final Vertx vertx;
    private final RoomService rooms;
    private final ToLongFunction<UUID> limit;
    private final Cache<Seating, Access> seats;
    private final Cache<Seating, Long> news =
            Caffeine.newBuilder().maximumSize(200_000).expireAfterWrite(NEWS).build();
    private final Map<UUID, Future<@Nullable Void>> loading = new ConcurrentHashMap<>();

    /** Seats of a rooms service, believed for so many milliseconds; the limit says how long a person must wait before the service is asked for them. */
    public Gate(Vertx vertx, RoomService rooms, long believedMs, ToLongFunction<UUID> limit) {
        this.vertx = vertx;
        this.rooms = rooms;
        this.limit = limit;
        this.seats = Caffeine.newBuilder()
                .maximumSize(1_000_000)
                .expireAfterWrite(Duration.ofMillis(believedMs))
                .build();
    }

    private record Seating(UUID roomId, UUID userId) {}

    /** Whether the person is known to have a seat; false when it is not known. */
    boolean admits(UUID roomId, UUID userId) {
        return seats.getIfPresent(new Seating(roomId, userId)) != null;
    }

    /** Complete when the person has a seat; fails with {@code not_a_member}, {@code room_not_found} or {@code rate_limited}. Only what must be asked for counts as requests of the person. */
    Future<@Nullable Void> check(UUID roomId, UUID userId) {
        if (admits(roomId, userId)) {
            return Future.succeededFuture();
        }
        Future<@Nullable Void> known;
        try {
            known = all(userId);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
        return Handoff.here(vertx, known)
                .compose(loaded -> admits(roomId, userId) ? Future.succeededFuture() : one(roomId, userId));
    }

    /** News of a seat; true when it is newer than all that came before. */
    public boolean told(Access access) {
        Seating key = new Seating(access.roomId(), access.userId());
        boolean[] newer = {false};
        news.asMap().compute(key, (same, version) -> {
            newer[0] = version == null || version < access.version();
            return newer[0] ? (Long) access.version() : version;
        });
        if (newer[0]) {
            if (access.seated()) {
                seats.asMap().computeIfPresent(key, (same, old) -> access);
            } else {
                seats.invalidate(key);
            }
        }
        return newer[0];
    }

    /** The person's seat has ended, whatever was known of it. */
    void ended(UUID roomId, UUID userId) {
        seats.invalidate(new Seating(roomId, userId));
    }

    private Future<@Nullable Void> all(UUID userId) {
        Future<@Nullable Void> running = loading.get(userId);
        if (running != null) {
            return running;
        }
        requireRare(userId);
        Future<@Nullable Void> started =
                rooms.accesses(Caller.SERVICE, userId).map(this::believe).otherwiseEmpty();
        loading.put(userId, started);
        return started.onComplete(done -> loading.remove(userId));
    }

    private Future<@Nullable Void> one(UUID roomId, UUID userId) {
        requireRare(userId);
        return rooms.access(Caller.SERVICE, new MemberRef(roomId, userId)).map(access -> {
            if (!access.seated() || !believe(access)) {
                throw refusal(access.kind());
            }
            return null;
        });
    }

    private void requireRare(UUID userId) {
        long wait = limit.applyAsLong(userId);
        if (wait > 0) {
            throw Failures.limited("rate_limited", "Too often. Try again a little later.", wait);
        }
    }

    private @Nullable Void believe(Accesses accesses) {
        accesses.rooms().forEach(this::believe);
        return null;
    }

    /** Puts first and looks for newer news then: whichever thread comes second takes an old seat out again. */
    private boolean believe(Access access) {
        Seating key = new Seating(access.roomId(), access.userId());
        if (!access.seated()) {
            return false;
        }
        seats.put(key, access);
        Long newest = news.getIfPresent(key);
        if (newest != null && newest > access.version()) {
            seats.invalidate(key);
            return false;
        }
        return true;
    }

    private static ServiceException refusal(RoomKind kind) {
        return kind == RoomKind.PUBLIC
                ? Failures.forbidden("not_a_member", "You are not a member of this room.")
                : Failures.notFound("room_not_found", "There is no such room.");
    }
}
