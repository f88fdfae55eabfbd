package dev.parley.messages;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.parley.contracts.Addresses;
import dev.parley.contracts.Caller;
import dev.parley.contracts.Failures;
import dev.parley.contracts.rooms.Access;
import dev.parley.contracts.rooms.MemberRef;
import dev.parley.contracts.rooms.Room;
import dev.parley.contracts.rooms.RoomChanges;
import dev.parley.contracts.rooms.RoomKind;
import dev.parley.contracts.rooms.RoomService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import io.vertx.serviceproxy.ServiceException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows who may do what in which room, mostly without asking.
 *
 * <p>Whoever acts in one room soon acts in others: the first question about a person is for all of their seats, later ones for what is missing. A seat is remembered for 30 minutes, and believed while the rooms service answers: it tells of every change at once, and what the bus loses is found by asking it every 2 s what changed, so that somebody who was removed is
 * refused within 1 s, within 3 s when the news was lost. When it has not said for 10 s what changed, by either clock of the machine, nothing is believed, because one of them stands still while the machine is suspended; nor before it has said so for the first time. That somebody has no seat is never believed from memory where they act: who has just joined may write. It is believed where they are only written of, or every made-up mention would be asked for. What was asked before a change and is answered after it does not undo the change:
 * of two answers the one of the greater version holds, and so of what is known of a seat and of its room. For one event loop; not to be shared between threads.
 */
final class Seats {

    private static final Logger LOG = LoggerFactory.getLogger(Seats.class);
    private static final Duration REMEMBERED = Duration.ofMinutes(30);
    private static final Duration BELIEVED = Duration.ofSeconds(10);
    private static final long POLL_MS = 2_000;

    /** How long to wait for an answer: with the 400 ms that a message may have waited for its turn, within the two seconds in which a sender is told that the database is gone. */
    private static final long ANSWER_MS = 1_200;

    private final Vertx vertx;
    private final RoomService rooms;
    private final Cache<Place, Access> known;
    private final Cache<UUID, State> states;

    /** People all of whose seats were asked for. */
    private final Cache<UUID, Boolean> whole;

    private final Map<Place, Future<Access>> asked = new HashMap<>();
    private final Map<UUID, Future<List<Access>>> askedForAll = new HashMap<>();
    private @Nullable MessageConsumer<JsonObject> news;
    private long timer = -1;
    private final Ticker ticker;
    private long cursor;
    private boolean polling;

    private final InstantSource clock;

    /** When the question was asked that told last what changed, in nanoseconds of the ticker and milliseconds of the clock. */
    private long currentAt;

    private long currentTime;

    /** Remembers so many seats; time is told by a ticker that never goes back, and by a clock. */
    Seats(Vertx vertx, RoomService rooms, int most, Ticker ticker, InstantSource clock) {
        this.vertx = vertx;
        this.rooms = rooms;
        this.known = cache(most, ticker);
        this.states = cache(most, ticker);
        this.whole = cache(most, ticker);
        this.ticker = ticker;
        this.clock = clock;
        this.currentAt = ticker.read() - BELIEVED.toNanos() - 1;
    }

    /** Begins to listen for changes, and to ask for those that were lost. */
    Future<Void> start() {
        MessageConsumer<JsonObject> consumer =
                vertx.eventBus().consumer(Addresses.SEATS, message -> learn(Access.decode(message.body())));
        news = consumer;
        timer = vertx.setPeriodic(POLL_MS, tick -> poll());
        return consumer.completion().eventually(this::poll);
    }

    /** Stops listening and asking. */
    Future<Void> stop() {
        vertx.cancelTimer(timer);
        return news == null ? Future.succeededFuture() : news.unregister();
    }

    /** What the person who asks may do in a room; fails with {@code not_a_member} in public rooms and {@code room_not_found} in others when that is nothing. */
    Future<Access> of(Caller caller, UUID roomId) {
        return soon(access(new Place(roomId, caller.id()))).compose(Seats::seated);
    }

    /** As {@link #of}, and fails with {@code room_archived} when nothing may be changed there. */
    Future<Access> writable(Caller caller, UUID roomId) {
        return of(caller, roomId)
                .compose(access -> access.archived()
                        ? Future.failedFuture(Failures.conflict("room_archived", "This room is in the archive."))
                        : Future.succeededFuture(access));
    }

    /** Those of some people who have a seat in a room, in the same order. Who is known to have none is not asked for again until there is news of them, or for 30 minutes. */
    Future<List<UUID>> membersOf(UUID roomId, List<UUID> people) {
        if (people.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        List<Future<Access>> answers =
                people.stream().map(id -> soon(believed(new Place(roomId, id)))).toList();
        return Future.all(answers)
                .map(all -> answers.stream()
                        .map(Future::result)
                        .filter(Access::seated)
                        .map(Access::userId)
                        .toList());
    }

    /** Those of some rooms in which somebody has a seat, asked for at once. */
    Future<Set<UUID>> roomsOf(UUID userId, List<UUID> roomIds) {
        Set<UUID> seated = new HashSet<>();
        for (UUID roomId : roomIds) {
            if (recall(new Place(roomId, userId)) != null) {
                seated.add(roomId);
            }
        }
        if (seated.size() == new HashSet<>(roomIds).size()) {
            return Future.succeededFuture(seated);
        }
        return all(userId).map(all -> {
            Set<UUID> found = new HashSet<>();
            all.stream().filter(Access::seated).forEach(access -> found.add(access.roomId()));
            found.retainAll(roomIds);
            return found;
        });
    }

    /** As an answer, and {@code storage_unavailable} where it does not come soon; who asks for the same later may find it here. */
    private static Future<Access> soon(Future<Access> answer) {
        return answer.isComplete()
                ? answer
                : answer.timeout(ANSWER_MS, TimeUnit.MILLISECONDS)
                        .recover(
                                failure -> Future.failedFuture(failure instanceof TimeoutException ? late() : failure));
    }

    private static ServiceException late() {
        return Failures.unavailable("storage_unavailable", "Who has a seat is not known now. Try again soon.");
    }

    private Future<Access> access(Place place) {
        Access access = recall(place);
        if (access != null) {
            return Future.succeededFuture(access);
        }
        Future<Access> running = asked.get(place);
        if (running == null) {
            return whole.getIfPresent(place.userId) == null ? askForAll(place) : ask(place);
        }
        return running.compose(answer -> answer.seated() ? Future.succeededFuture(answer) : ask(place));
    }

    /** What is known or being asked of a place, also when that is nothing. */
    private Future<Access> believed(Place place) {
        Access access = current() ? known.getIfPresent(place) : null;
        if (access != null) {
            return Future.succeededFuture(access);
        }
        Future<Access> running = asked.get(place);
        return running == null ? ask(place) : running;
    }

    private Future<Access> ask(Place place) {
        return asking(place, one(place));
    }

    /** Asks for every seat of the person, and for this one alone when it is not among them or they cannot be had. */
    private Future<Access> askForAll(Place place) {
        return asking(
                place,
                allAtOnce(place.userId)
                        .otherwise(List.of())
                        .compose(seats -> seats.stream()
                                .filter(access -> access.roomId().equals(place.roomId))
                                .findFirst()
                                .map(Future::succeededFuture)
                                .orElseGet(() -> one(place))));
    }

    private Future<Access> asking(Place place, Future<Access> answer) {
        if (!answer.isComplete()) {
            asked.put(place, answer);
            answer.onComplete(done -> asked.remove(place, answer));
        }
        return answer;
    }

    private Future<Access> one(Place place) {
        return rooms.access(Caller.SERVICE, new MemberRef(place.roomId, place.userId))
                .map(this::learn);
    }

    /** As {@link #all}, with one question for all who need it at once: whoever has come into a room meanwhile finds it missing, and asks for it alone. */
    private Future<List<Access>> allAtOnce(UUID userId) {
        Future<List<Access>> running = askedForAll.get(userId);
        if (running != null) {
            return running;
        }
        Future<List<Access>> answer = all(userId);
        if (!answer.isComplete()) {
            askedForAll.put(userId, answer);
            answer.onComplete(done -> askedForAll.remove(userId, answer));
        }
        return answer;
    }

    private Future<List<Access>> all(UUID userId) {
        return rooms.accesses(Caller.SERVICE, userId).map(found -> {
            whole.put(userId, true);
            return found.rooms().stream().map(this::learn).toList();
        });
    }

    private @Nullable Access recall(Place place) {
        Access access = current() ? known.getIfPresent(place) : null;
        return access == null || !access.seated() ? null : inItsRoom(access);
    }

    private boolean current() {
        return ticker.read() - currentAt <= BELIEVED.toNanos() && clock.millis() - currentTime <= BELIEVED.toMillis();
    }

    /** Whoever changed a room is told of with its state, which holds for everybody in it. */
    private Access learn(Access access) {
        learn(access.roomId(), new State(access.version(), access.archived()));
        Access kept = known.asMap()
                .merge(
                        new Place(access.roomId(), access.userId()),
                        access,
                        (old, young) -> old.version() > young.version() ? old : young);
        return inItsRoom(kept == null ? access : kept);
    }

    private void learn(Room room) {
        learn(room.id(), new State(room.version(), room.archivedAt() != null));
    }

    private void learn(UUID roomId, State state) {
        states.asMap().merge(roomId, state, (old, young) -> old.version > young.version ? old : young);
    }

    /** What somebody may do, with what is known of the room since. */
    private Access inItsRoom(Access access) {
        State state = states.getIfPresent(access.roomId());
        return state == null || state.version <= access.version()
                ? access
                : new Access(
                        access.roomId(),
                        access.userId(),
                        access.kind(),
                        state.archived,
                        access.memberCount(),
                        access.role(),
                        access.joinedAt(),
                        access.version());
    }

    /** Asks what changed, unless that is being asked; complete when it is known here. Never fails. */
    Future<Void> poll() {
        if (polling) {
            return Future.succeededFuture();
        }
        polling = true;
        long asked = ticker.read();
        long time = clock.millis();
        boolean first = cursor == 0;
        return changes().transform(answer -> {
            polling = false;
            if (answer.failed()) {
                LOG.debug("What changed in rooms is not known yet.", answer.cause());
            } else {
                if (first) {
                    // what changed before this answer was not in it
                    known.invalidateAll();
                    states.invalidateAll();
                    whole.invalidateAll();
                }
                currentAt = asked;
                currentTime = time;
            }
            return Future.succeededFuture();
        });
    }

    private Future<Void> changes() {
        return rooms.changesSince(Caller.SERVICE, cursor).compose(news -> {
            apply(news);
            return news.more() ? changes() : Future.succeededFuture();
        });
    }

    private void apply(RoomChanges news) {
        cursor = news.cursor();
        news.rooms().forEach(this::learn);
        news.seats().forEach(this::learn);
    }

    private static <K, V> Cache<K, V> cache(int most, Ticker ticker) {
        return Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterWrite(REMEMBERED)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    private static Future<Access> seated(Access access) {
        if (access.seated()) {
            return Future.succeededFuture(access);
        }
        return Future.failedFuture(
                access.kind() == RoomKind.PUBLIC
                        ? Failures.forbidden("not_a_member", "You are not a member of this room.")
                        : Failures.notFound("room_not_found", "There is no such room."));
    }

    private record Place(UUID roomId, UUID userId) {}

    private record State(long version, boolean archived) {}
}
