package dev.parley.bridge.socket;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import dev.parley.bridge.api.Handoff;
import dev.parley.contracts.Caller;
import dev.parley.contracts.Failures;
import dev.parley.contracts.rooms.Access;
import dev.parley.contracts.rooms.MemberRef;
import dev.parley.contracts.rooms.RoomKind;
import dev.parley.contracts.rooms.RoomService;
import dev.parley.contracts.rooms.Seating;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.serviceproxy.ServiceException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may subscribe to a room. Shared by all threads of a node.
 *
 * <p>A seat is believed for a while, and less when news of it comes: every change of a seat has a greater version, and what is older than the newest version seen is never believed again. That
 * somebody has no seat is never believed: it is asked each time. The seats of one person are asked for together, and those of many people at a time, so that a storm of reconnects with many rooms is a few calls.
 */
public final class Gate {

    private static final Duration NEWS = Duration.ofMinutes(5);

    private static final int MOST_PEOPLE = 500;

    private final Vertx vertx;
    private final RoomService rooms;
    private final ToLongFunction<UUID> limit;
    private final Together<Seating> seatings;

    /** Of each person that was asked for lately, the rooms with the version of the seat. */
    private final Cache<UUID, Map<UUID, Long>> seats;

    private final Cache<MemberRef, Told> news = Caffeine.newBuilder()
            .maximumSize(200_000)
            .expireAfterWrite(NEWS)
            .scheduler(Scheduler.systemScheduler())
            .build();
    private final Map<UUID, Future<@Nullable Void>> loading = new ConcurrentHashMap<>();

    private record Told(long version, boolean seated) {}

    /** Seats of a rooms service, believed for so many milliseconds; the limit says how long a person must wait before the service is asked for them. */
    public Gate(Vertx vertx, RoomService rooms, long believedMs, ToLongFunction<UUID> limit) {
        this.vertx = vertx;
        this.rooms = rooms;
        this.limit = limit;
        this.seats = Caffeine.newBuilder()
                .maximumSize(100_000)
                .expireAfterWrite(Duration.ofMillis(believedMs))
                .scheduler(Scheduler.systemScheduler())
                .build();
        this.seatings = new Together<>(
                vertx,
                MOST_PEOPLE,
                people -> rooms.seatings(Caller.SERVICE, people)
                        .map(found -> found.people().stream()
                                .collect(Collectors.toMap(Seating::userId, seating -> seating))));
    }

    /** Whether the person is known to have a seat; false when it is not known. */
    boolean admits(UUID roomId, UUID userId) {
        Map<UUID, Long> known = seats.getIfPresent(userId);
        return known != null && known.containsKey(roomId);
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

    /** News of a seat; true when nothing newer is known. */
    public boolean told(Access access) {
        Told told = new Told(access.version(), access.seated());
        Told newest = news.asMap()
                .merge(
                        new MemberRef(access.roomId(), access.userId()),
                        told,
                        (old, young) -> old.version > young.version ? old : young);
        Long believed = correct(access.roomId(), access.userId(), told);
        return told.equals(newest) && (believed == null || believed == told.version);
    }

    /** The person's seat has ended at a version, 0 where that was not told, and what is older is not believed any more; false when there is a newer seat. */
    boolean ended(UUID roomId, UUID userId, long version) {
        Told ended = new Told(version == 0 ? Long.MAX_VALUE : version, false);
        Told newest = news.getIfPresent(new MemberRef(roomId, userId));
        boolean seatedSince = newest != null && newest.seated && newest.version > ended.version;
        return !seatedSince && correct(roomId, userId, ended) == null;
    }

    /** Puts what is believed of a seat right, unless it is newer; the version that is believed then, null for none. */
    private @Nullable Long correct(UUID roomId, UUID userId, Told told) {
        Map<UUID, Long> known = seats.getIfPresent(userId);
        return known == null
                ? null
                : known.computeIfPresent(
                        roomId, (same, old) -> old > told.version ? old : told.seated ? told.version : null);
    }

    private Future<@Nullable Void> all(UUID userId) {
        Future<@Nullable Void> running = loading.get(userId);
        if (running != null) {
            return running;
        }
        requireRare(userId);
        Future<@Nullable Void> started =
                seatings.ask(userId).<@Nullable Void>map(this::believe).otherwiseEmpty();
        loading.put(userId, started);
        return started.onComplete(done -> loading.remove(userId));
    }

    private Future<@Nullable Void> one(UUID roomId, UUID userId) {
        requireRare(userId);
        return rooms.access(Caller.SERVICE, new MemberRef(roomId, userId)).map(access -> {
            Map<UUID, Long> known = Objects.requireNonNullElseGet(seats.getIfPresent(userId), ConcurrentHashMap::new);
            if (!access.seated() || !believe(known, roomId, userId, access.version())) {
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

    private @Nullable Void believe(@Nullable Seating seating) {
        if (seating != null) {
            Map<UUID, Long> known = new ConcurrentHashMap<>();
            seats.put(seating.userId(), known);
            for (int i = 0; i < seating.roomIds().size(); i++) {
                believe(
                        known,
                        seating.roomIds().get(i),
                        seating.userId(),
                        seating.versions().get(i));
            }
        }
        return null;
    }

    /** Puts first and looks for newer news then: whichever thread comes second takes an old seat out again. */
    private boolean believe(Map<UUID, Long> known, UUID roomId, UUID userId, long version) {
        known.put(roomId, version);
        Told newest = news.getIfPresent(new MemberRef(roomId, userId));
        if (newest != null && newest.version > version) {
            known.remove(roomId);
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
