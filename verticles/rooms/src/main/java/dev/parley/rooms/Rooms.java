package dev.parley.rooms;

import dev.parley.contracts.Caller;
import dev.parley.contracts.CallerKind;
import dev.parley.contracts.Failure;
import dev.parley.contracts.Failures;
import dev.parley.contracts.rooms.Access;
import dev.parley.contracts.rooms.Accesses;
import dev.parley.contracts.rooms.AddedMember;
import dev.parley.contracts.rooms.DirectoryQuery;
import dev.parley.contracts.rooms.MemberRef;
import dev.parley.contracts.rooms.Members;
import dev.parley.contracts.rooms.MembersQuery;
import dev.parley.contracts.rooms.NewRoom;
import dev.parley.contracts.rooms.RoleChange;
import dev.parley.contracts.rooms.Room;
import dev.parley.contracts.rooms.RoomChanges;
import dev.parley.contracts.rooms.RoomDirectory;
import dev.parley.contracts.rooms.RoomKind;
import dev.parley.contracts.rooms.RoomSeat;
import dev.parley.contracts.rooms.RoomSeats;
import dev.parley.contracts.rooms.RoomService;
import dev.parley.contracts.rooms.RoomUpdate;
import dev.parley.contracts.rooms.Seat;
import dev.parley.contracts.rooms.Seatings;
import dev.parley.contracts.users.Card;
import dev.parley.platform.Ids;
import dev.parley.platform.Jobs;
import dev.parley.rooms.RoomStore.Listed;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.serviceproxy.ServiceException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Rooms and seats: asks the rules, has the store do it, and tells what was done. */
final class Rooms implements RoomService {

    private static final int LISTED = 50;
    private static final int MOST_LISTED = 100;
    private static final int MEMBERS = 100;
    private static final int MOST_MEMBERS = 200;
    private static final int MOST_PEOPLE = 500;

    private final RoomStore store;
    private final People people;
    private final Jobs jobs;
    private final News news;
    private final UUID general;

    /** The service of one event loop; newcomers are put into the general room. */
    Rooms(RoomStore store, People people, Jobs jobs, News news, UUID general) {
        this.store = store;
        this.people = people;
        this.jobs = jobs;
        this.news = news;
        this.general = general;
    }

    @Override
    public Future<RoomSeat> create(Caller caller, NewRoom room) {
        return asked(() -> {
            UUID me = caller.id();
            if (room.kind() == RoomKind.DIRECT) {
                throw Failures.invalidField("/kind", "must be public or private");
            }
            String topic = RoomText.topic(room.topic());
            NewRoom tidy = new NewRoom(
                    Objects.requireNonNull(RoomText.name(room.name())),
                    room.kind(),
                    topic == null || topic.isEmpty() ? null : topic,
                    RoomText.key(room.key()));
            return store.create(Ids.next(), me, tidy).map(made -> made(caller, made));
        });
    }

    @Override
    public Future<RoomSeat> direct(Caller caller, UUID userId) {
        return asked(() -> {
            UUID me = caller.id();
            return people.existing(userId)
                    .compose(card -> store.direct(Ids.next(), me, userId))
                    .map(direct -> opened(direct, me));
        });
    }

    @Override
    public Future<RoomSeats> list(Caller caller) {
        return asked(() -> store.list(caller.id()).map(RoomSeats::new));
    }

    @Override
    public Future<RoomDirectory> directory(Caller caller, DirectoryQuery query) {
        return asked(() -> {
            UUID me = caller.id();
            int limit = Pages.limit(query.limit(), LISTED, MOST_LISTED);
            return store.directory(me, RoomText.part(query.q()), Pages.directoryPlace(query.cursor()), limit + 1)
                    .map(found -> directory(found, limit));
        });
    }

    @Override
    public Future<RoomSeat> get(Caller caller, UUID roomId) {
        return asked(() -> known(caller, roomId));
    }

    @Override
    public Future<Room> update(Caller caller, RoomUpdate update) {
        return asked(() -> {
            UUID me = caller.id();
            RoomUpdate tidy = new RoomUpdate(
                    update.roomId(), RoomText.name(update.name()), RoomText.topic(update.topic()), update.archived());
            return changed(store.change(update.roomId(), me, me, scene -> Rules.update(caller, tidy, scene)), null)
                    .map(Outcome::room);
        });
    }

    @Override
    public Future<RoomSeat> join(Caller caller, UUID roomId) {
        return asked(() -> {
            UUID me = caller.id();
            return people.card(me)
                    .compose(card -> changed(
                            store.change(roomId, me, me, scene -> Rules.join(caller, scene)), card.orElse(null)))
                    .map(outcome -> new RoomSeat(outcome.room(), outcome.seat(), isSeated(outcome)));
        });
    }

    @Override
    public Future<Void> leave(Caller caller, UUID roomId) {
        return asked(() -> {
            UUID me = caller.id();
            return changed(store.change(roomId, me, me, scene -> Rules.leave(caller, scene)), null)
                    .mapEmpty();
        });
    }

    @Override
    public Future<Members> members(Caller caller, MembersQuery query) {
        return asked(() -> {
            int limit = Pages.limit(query.limit(), MEMBERS, MOST_MEMBERS);
            var after = Pages.memberPlace(query.cursor());
            return known(caller, query.roomId())
                    .compose(room -> store.members(query.roomId(), after, limit + 1))
                    .map(found -> found.size() <= limit
                            ? new Members(found, null)
                            : new Members(found.subList(0, limit), Pages.cursor(found.get(limit - 1))));
        });
    }

    @Override
    public Future<AddedMember> add(Caller caller, MemberRef member) {
        return asked(() -> {
            UUID me = caller.id();
            UUID userId = member.userId();
            return known(caller, member.roomId())
                    .compose(room -> mayAdd(caller, room))
                    .compose(room -> people.existing(userId))
                    .compose(card -> changed(
                            store.change(member.roomId(), me, userId, scene -> Rules.add(caller, userId, scene)), card))
                    .map(outcome -> new AddedMember(Objects.requireNonNull(outcome.seat()), isSeated(outcome)));
        });
    }

    @Override
    public Future<Void> remove(Caller caller, MemberRef member) {
        return asked(() -> {
            UUID me = caller.id();
            UUID userId = member.userId();
            return changed(
                            store.change(member.roomId(), me, userId, scene -> Rules.remove(caller, userId, scene)),
                            null)
                    .mapEmpty();
        });
    }

    @Override
    public Future<Seat> setRole(Caller caller, RoleChange change) {
        return asked(() -> {
            UUID me = caller.id();
            UUID userId = change.userId();
            return people.card(userId)
                    .compose(card -> changed(
                            store.change(
                                    change.roomId(),
                                    me,
                                    userId,
                                    scene -> Rules.setRole(caller, userId, change.role(), scene)),
                            card.orElse(null)))
                    .map(outcome -> Objects.requireNonNull(outcome.seat()));
        });
    }

    @Override
    public Future<Access> access(Caller caller, MemberRef member) {
        return asked(() -> forServices(caller, () -> store.access(member.roomId(), member.userId())))
                .compose(Rooms::orNotFound);
    }

    @Override
    public Future<Accesses> accesses(Caller caller, UUID userId) {
        return asked(() -> forServices(caller, () -> store.accesses(userId))).map(Accesses::new);
    }

    @Override
    public Future<Seatings> seatings(Caller caller, List<UUID> userIds) {
        return asked(() -> forServices(caller, () -> {
                    if (userIds.size() > MOST_PEOPLE) {
                        throw Failures.invalidField("/userIds", "has more than " + MOST_PEOPLE + " items");
                    }
                    return store.seatings(userIds);
                }))
                .map(Seatings::new);
    }

    @Override
    public Future<Void> welcome(Caller caller, UUID userId) {
        return asked(() -> forServices(caller, () -> people.card(userId)))
                .compose(card -> changed(
                        store.change(general, userId, userId, scene -> Rules.welcome(userId, scene)),
                        card.orElse(null)))
                .mapEmpty();
    }

    @Override
    public Future<RoomChanges> changesSince(Caller caller, long cursor) {
        return asked(() -> forServices(caller, () -> store.changesSince(Math.max(cursor, 0))));
    }

    private Future<Outcome> changed(Future<Optional<Outcome>> change, @Nullable Card subject) {
        return change.compose(Rooms::orNotFound).onSuccess(outcome -> told(outcome, subject));
    }

    private void told(Outcome outcome, @Nullable Card subject) {
        news.tell(outcome, subject);
        if (!outcome.decision().announcements().isEmpty()) {
            jobs.poke();
        }
    }

    private RoomSeat made(Caller caller, RoomStore.Made made) {
        Outcome outcome = made.outcome();
        Room room = outcome.room();
        if (!isSeated(outcome)) {
            new RoomAccess(caller, room, outcome.seat()).mayKnow();
        }
        if (made.conflict()) {
            throw Failures.of(
                    Failure.CONFLICT,
                    "idempotency_conflict",
                    "This key was used for another room.",
                    new JsonObject().put("roomId", room.id().toString()));
        }
        if (isSeated(outcome)) {
            news.made(outcome);
            jobs.poke();
        }
        return new RoomSeat(room, outcome.seat(), isSeated(outcome));
    }

    private RoomSeat opened(RoomStore.Direct direct, UUID me) {
        if (direct.created()) {
            news.tell(direct);
        }
        Seat mine = direct.seats().stream()
                .filter(seat -> seat.userId().equals(me))
                .findFirst()
                .orElseThrow();
        return new RoomSeat(direct.room(), mine, direct.created());
    }

    private Future<RoomSeat> known(Caller caller, UUID roomId) {
        return store.find(roomId, caller.id()).compose(Rooms::orNotFound).map(found -> {
            new RoomAccess(caller, found.room(), found.seat()).mayKnow();
            return found;
        });
    }

    private static Future<RoomSeat> mayAdd(Caller caller, RoomSeat found) {
        new RoomAccess(caller, found.room(), found.seat()).mayAdd().mayGrow();
        return Future.succeededFuture(found);
    }

    private static RoomDirectory directory(List<Listed> found, int limit) {
        List<Listed> page = found.subList(0, Math.min(found.size(), limit));
        return new RoomDirectory(
                page.stream().map(Listed::room).toList(),
                page.stream()
                        .filter(Listed::joined)
                        .map(listed -> listed.room().id())
                        .toList(),
                found.size() > limit ? Pages.cursor(page.getLast().room().id()) : null);
    }

    private static boolean isSeated(Outcome outcome) {
        return outcome.decision() instanceof Decision.Seat;
    }

    private static <T> Future<T> orNotFound(Optional<T> found) {
        return found.map(Future::succeededFuture).orElseGet(() -> Future.failedFuture(RoomAccess.notFound()));
    }

    private static <T> Future<T> forServices(Caller caller, Supplier<Future<T>> call) {
        ServiceException refused = Failures.forbidden("not_allowed", "This is for services.");
        return caller.kind() == CallerKind.SERVICE ? call.get() : Future.failedFuture(refused);
    }

    /** What is thrown while a call is prepared becomes its failure: a thrown one would lose its reason on the bus. */
    private static <T> Future<T> asked(Supplier<Future<T>> call) {
        return Future.succeededFuture().compose(ready -> call.get());
    }
}
