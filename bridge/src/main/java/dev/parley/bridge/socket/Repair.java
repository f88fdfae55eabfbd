package dev.parley.bridge.socket;

import dev.parley.bridge.auth.HouseClock;
import dev.parley.contracts.Addresses;
import dev.parley.contracts.Caller;
import dev.parley.contracts.CallerKind;
import dev.parley.contracts.Event;
import dev.parley.contracts.Failure;
import dev.parley.contracts.Failures;
import dev.parley.contracts.Services;
import dev.parley.contracts.messages.Heads;
import dev.parley.contracts.messages.MessageService;
import dev.parley.contracts.messages.ReadMarker;
import dev.parley.contracts.messages.ReadMarkers;
import dev.parley.contracts.rooms.Access;
import dev.parley.contracts.rooms.MemberRef;
import dev.parley.contracts.rooms.Room;
import dev.parley.contracts.rooms.RoomChanges;
import dev.parley.contracts.rooms.RoomService;
import dev.parley.contracts.users.EndedSessions;
import dev.parley.contracts.users.UserService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.serviceproxy.ServiceException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what the bus lost, by asking the owners what changed since the last time.
 *
 * <p>The bus loses without a word, so this is what the promises rest on: sessions that ended, seats that ended, rooms that changed, read markers that moved, and rooms whose log went further than was heard. The answers overlap, so much is told twice;
 * what is known already does nothing. No question waits for another, so that sessions and seats that end are found in time also while something else is slow. A node that stood still hands nothing on until it has asked; that it did is seen by two clocks of its machine, because the one that never goes back stands still with a machine that is suspended. Runs on the event loop of the feed.
 */
public final class Repair {

    private static final Logger LOG = LoggerFactory.getLogger(Repair.class);
    private static final long BEAT_MS = 500;
    private static final long STOOD_STILL_MS = 5_000;

    /** So much longer than until the next answer is due, what was answered is gone by. */
    private static final long KNOWN_MS = 1_000;

    /** What the bus has not lost has come by then, also where it waited for company. */
    private static final long ON_THEIR_WAY_MS = 300;

    private static final int PEOPLE_AT_ONCE = 2;

    private final Vertx vertx;
    private final Feed feed;
    private final Gate gate;
    private final HouseClock clock;
    private final InstantSource own;
    private final UserService users;
    private final RoomService rooms;
    private final MessageService messages;
    private final long everyMs;
    private long sessionCursor;
    private long roomCursor;
    private long headCursor;
    private long markerCursor;
    private long beatAt = Hub.now();
    private long beatTime;
    private long beat = -1;
    private long poll = -1;
    private final Question sessions;
    private final Question changes;
    private final Question heads;
    private final Question markers;

    /** Of whom it is being read which room they were added to. */
    private final Set<MemberRef> adding = new HashSet<>();

    private volatile boolean current;

    /** A repair that asks every so many milliseconds once it was started, tells the clock of the house what time it is, and sees by this machine's own whether that was suspended. */
    public Repair(
            Vertx vertx, Services services, Feed feed, Gate gate, HouseClock clock, InstantSource own, long everyMs) {
        this.vertx = vertx;
        this.feed = feed;
        this.gate = gate;
        this.clock = clock;
        this.own = own;
        this.beatTime = own.millis();
        this.users = services.users();
        this.rooms = services.rooms();
        this.messages = services.messages();
        this.everyMs = everyMs;
        this.sessions = new Question(
                feed,
                () -> users.endedSessionsSince(Caller.SERVICE, sessionCursor).map(this::take),
                this::heard);
        this.changes = new Question(
                feed, () -> rooms.changesSince(Caller.SERVICE, roomCursor).map(this::take), this::heard);
        this.heads = new Question(
                feed, () -> messages.headsSince(Caller.SERVICE, headCursor).map(this::take), this::heard);
        this.markers = new Question(
                feed, () -> messages.markersSince(Caller.SERVICE, markerCursor).compose(this::take), failure -> {
                    if (failure != null) {
                        LOG.debug("Read markers that the bus may have lost cannot be found now.", failure);
                    }
                });
    }

    /** Asks for the first time; complete whether that succeeded or not. */
    public Future<Void> start() {
        beat = vertx.setPeriodic(BEAT_MS, tick -> alive());
        poll = vertx.setPeriodic(everyMs, tick -> ask());
        return ask();
    }

    /** Asks no more. */
    public void stop() {
        vertx.cancelTimer(beat);
        vertx.cancelTimer(poll);
    }

    /** Whether all owners have answered the last time they were asked; read markers are left out. */
    public boolean current() {
        return current;
    }

    /** Notes that time goes on; called before events are handed on, so that a node that stood still asks first. */
    public void alive() {
        long now = Hub.now();
        long time = own.millis();
        long stoodStill = Math.max(now - beatAt, time - beatTime);
        beatAt = now;
        beatTime = time;
        if (stoodStill > STOOD_STILL_MS) {
            LOG.warn("This node stood still for {} ms, or its clock was set, and it asks what it missed", stoodStill);
            feed.hold();
            ask();
        }
    }

    private Future<Void> ask() {
        markers.ask();
        return Future.join(sessions.ask(), changes.ask(), heads.ask()).mapEmpty();
    }

    private void heard(@Nullable Throwable failure) {
        tell(failure);
        if (sessions.succeeded() && changes.succeeded()) {
            feed.knowsUntil(Math.min(sessions.askedAt(), changes.askedAt()) + everyMs + KNOWN_MS);
            if (sessions.heard() && changes.heard() && heads.heard()) {
                feed.release();
            }
        }
    }

    private void tell(@Nullable Throwable failure) {
        boolean succeeded = sessions.succeeded() && changes.succeeded() && heads.succeeded();
        if (current && !succeeded) {
            LOG.warn("What the bus may have lost cannot be found now: {}", String.valueOf(failure));
        } else if (!current && succeeded) {
            LOG.info("What the bus may lose is found every {} ms", everyMs);
        }
        current = succeeded;
    }

    private boolean take(EndedSessions found) {
        clock.learn(found.now());
        sessionCursor = found.cursor();
        found.sessions().forEach(session -> feed.endSession(session.userId(), session.sessionId()));
        return found.more();
    }

    private boolean take(Heads found) {
        feed.heads(found.heads());
        headCursor = found.cursor();
        return found.more();
    }

    /** Asks only for markers of people who are here, of each person at once and of few people at a time; and only for those of which nothing was heard a moment later, because most are on their way. */
    private Future<Boolean> take(ReadMarkers found) {
        List<ReadMarker> unheard = unheard(found.markers());
        Future<?> told = unheard.isEmpty()
                ? Future.succeededFuture()
                : vertx.timer(ON_THEIR_WAY_MS).compose(later -> tellOf(unheard(unheard)));
        return told.map(done -> {
            markerCursor = found.cursor();
            return found.more();
        });
    }

    private List<ReadMarker> unheard(List<ReadMarker> markers) {
        return markers.stream()
                .filter(marker -> {
                    Track track = feed.track(Addresses.user(marker.userId()));
                    return track != null && track.behind(marker.roomId(), marker.readVersion());
                })
                .toList();
    }

    private Future<?> tellOf(List<ReadMarker> markers) {
        Iterator<List<ReadMarker>> people = markers.stream()
                .collect(Collectors.groupingBy(ReadMarker::userId))
                .values()
                .iterator();
        return Future.all(
                Stream.generate(() -> tellNext(people)).limit(PEOPLE_AT_ONCE).toList());
    }

    /** Asks for the next person of whose markers nothing was heard until now. */
    private Future<Void> tellNext(Iterator<List<ReadMarker>> people) {
        while (people.hasNext()) {
            List<ReadMarker> left = unheard(people.next());
            if (!left.isEmpty()) {
                List<UUID> rooms = left.stream().map(ReadMarker::roomId).toList();
                return messages.overview(person(left.getFirst().userId()), rooms)
                        .compose(overviews -> {
                            overviews
                                    .rooms()
                                    .forEach(room -> feed.tell(new Event.ReadAdvanced(room.read()).envelope()));
                            return tellNext(people);
                        });
            }
        }
        return Future.succeededFuture();
    }

    private boolean take(RoomChanges found) {
        roomCursor = found.cursor();
        found.seats().forEach(this::seat);
        found.rooms().forEach(this::room);
        return found.more();
    }

    /** The news of a seat may have come and the person not have been told, or the other way round. */
    private void seat(Access access) {
        if (gate.told(access) && !access.seated()) {
            feed.endSeat(access.roomId(), access.userId());
        }
        Track track = feed.track(Addresses.user(access.userId()));
        if (track == null || !track.untold(access.roomId(), access.version(), access.seated())) {
            return;
        }
        if (!access.seated()) {
            feed.tell(new Event.RoomRemoved(access.roomId(), access.userId(), access.version()).envelope());
        } else if (adding.add(new MemberRef(access.roomId(), access.userId()))) {
            added(access);
        }
    }

    /** Tells of a room as soon as it can be read, unless nobody is here any more who wants to know. */
    private void added(Access access) {
        rooms.get(person(access.userId()), access.roomId()).onComplete(found -> {
            ServiceException failure = found.failed() ? Failures.asService(found.cause()) : null;
            boolean again = failure != null && Failure.of(failure.failureCode()) == Failure.UNAVAILABLE;
            if (again && feed.track(Addresses.user(access.userId())) != null) {
                vertx.setTimer(everyMs, timer -> added(access));
                return;
            }
            adding.remove(new MemberRef(access.roomId(), access.userId()));
            if (found.succeeded() && found.result().seat() != null) {
                feed.tell(new Event.RoomAdded(
                                found.result().room(), found.result().seat(), access.version())
                        .envelope());
            }
        });
    }

    private static Caller person(UUID userId) {
        return new Caller(CallerKind.USER, userId, null, "", "");
    }

    private void room(Room room) {
        Track track = feed.track(Addresses.room(room.id()));
        if (track != null && track.roomVersion < room.version()) {
            track.roomVersion = room.version();
            feed.tell(new Event.RoomUpdated(room).envelope());
        }
    }
}
