package dev.parley.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Addresses;
import dev.parley.contracts.Caller;
import dev.parley.contracts.Envelope;
import dev.parley.contracts.Envelopes;
import dev.parley.contracts.EnvelopesCodec;
import dev.parley.contracts.Failures;
import dev.parley.contracts.Services;
import dev.parley.contracts.messages.Announcement;
import dev.parley.contracts.messages.ChatMessage;
import dev.parley.contracts.messages.MessageKind;
import dev.parley.contracts.messages.MessageService;
import dev.parley.contracts.messages.Posted;
import dev.parley.contracts.rooms.Access;
import dev.parley.contracts.rooms.DirectoryQuery;
import dev.parley.contracts.rooms.MemberRef;
import dev.parley.contracts.rooms.Members;
import dev.parley.contracts.rooms.MembersQuery;
import dev.parley.contracts.rooms.NewRoom;
import dev.parley.contracts.rooms.RoleChange;
import dev.parley.contracts.rooms.Room;
import dev.parley.contracts.rooms.RoomDirectory;
import dev.parley.contracts.rooms.RoomKind;
import dev.parley.contracts.rooms.RoomSeat;
import dev.parley.contracts.rooms.RoomService;
import dev.parley.contracts.rooms.RoomUpdate;
import dev.parley.contracts.rooms.Seat;
import dev.parley.contracts.rooms.SeatRole;
import dev.parley.contracts.users.Card;
import dev.parley.contracts.users.Cards;
import dev.parley.contracts.users.UserService;
import dev.parley.platform.Ids;
import dev.parley.platform.Postgres;
import dev.parley.platform.PostgresOptions;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The service of rooms as its callers see it: deployed, and called over the bus. */
class RoomsTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.migrated("rooms");

    private final Map<UUID, Card> people = new ConcurrentHashMap<>();
    private final BlockingQueue<Announcement> announced = new LinkedBlockingQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger lostAnswers = new AtomicInteger();
    private final BlockingQueue<JsonObject> published = new LinkedBlockingQueue<>();
    private final BlockingQueue<Access> accesses = new LinkedBlockingQueue<>();
    private final Caller ada = person("ada");
    private final Caller ben = person("ben");
    private final Caller cleo = person("cleo");
    private Vertx vertx;
    private Postgres postgres;
    private RoomService rooms;
    private MessageConsumer<JsonObject> users;

    @BeforeEach
    void deploy() {
        vertx = Vertx.vertx();
        EnvelopesCodec.register(vertx.eventBus());
        vertx.eventBus()
                .<Envelopes>consumer(
                        Addresses.EDGE,
                        batch -> batch.body().list().forEach(envelope -> published.add(seen(envelope))));
        vertx.eventBus().<JsonObject>consumer(Addresses.SEATS, news -> accesses.add(Access.decode(news.body())));
        users = Services.offer(vertx, Addresses.USERS, UserService.class, fakeUsers())
                .await();
        Services.offer(vertx, Addresses.MESSAGES, MessageService.class, fakeMessages())
                .await();
        postgres =
                Postgres.connect(vertx, PostgresOptions.fromJson(DATABASE.options()), "rooms", Duration.ofSeconds(5));
        postgres.query("DELETE FROM rooms.jobs").await();
        Services services = new Services(vertx, Set.of());
        rooms = services.rooms();
        vertx.deployVerticle(
                        () -> new RoomsVerticle(RoomsOptions.defaults(), postgres, services), new DeploymentOptions())
                .await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void whoMakesARoomOwnsIt() throws Exception {
        RoomSeat made = rooms.create(ada, new NewRoom("  Tea\u00A0 time ", RoomKind.PRIVATE, " Leaves "))
                .await();

        assertThat(made.room().name()).isEqualTo("Tea time");
        assertThat(made.room().topic()).isEqualTo("Leaves");
        assertThat(role(made)).isEqualTo(SeatRole.OWNER);
        assertThat(made.created()).isTrue();
        assertThat(nextPublished("room.added")).isEqualTo(Addresses.user(ada.id()));
        assertThat(nextAccess().role()).isEqualTo(SeatRole.OWNER);
        Announcement told = nextAnnouncement();
        assertThat(told.event().type()).isEqualTo("room.created");
        assertThat(told.actorId()).isEqualTo(ada.id());
        assertThat(told.roomId()).isEqualTo(made.room().id());
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        for (String name : List.of("", "  ", "a\u202Eb", "a\u200Bb", "a\nb", "a\u0000b", "x".repeat(81))) {
            assertThat(failure(rooms.create(ada, new NewRoom(name, RoomKind.PUBLIC, null))))
                    .isEqualTo("invalid_name");
        }
        assertThat(failure(rooms.create(ada, new NewRoom("a", RoomKind.DIRECT, null))))
                .isEqualTo("invalid_request");
        assertThat(failure(rooms.create(ada, new NewRoom("a", RoomKind.PUBLIC, "x".repeat(251)))))
                .isEqualTo("invalid_request");
        assertThat(failure(rooms.directory(ada, new DirectoryQuery(null, "nonsense", null))))
                .isEqualTo("invalid_request");
        assertThat(failure(rooms.directory(ada, new DirectoryQuery(null, null, 101))))
                .isEqualTo("invalid_request");
        assertThat(failure(rooms.directory(ada, new DirectoryQuery("a\u0000", null, 1))))
                .isEqualTo("invalid_request");
        UUID roomId = create(RoomKind.PUBLIC);
        assertThat(failure(rooms.members(ada, new MembersQuery(roomId, "AAAA", null))))
                .isEqualTo("invalid_request");
        assertThat(failure(rooms.members(ada, new MembersQuery(roomId, null, 0))))
                .isEqualTo("invalid_request");
    }

    @Test
    void aDirectRoomIsThereOnceForBoth() throws Exception {
        RoomSeat made = rooms.direct(ada, ben.id()).await();
        RoomSeat again = rooms.direct(ben, ada.id()).await();

        assertThat(made.created()).isTrue();
        assertThat(again.created()).isFalse();
        assertThat(again.room()).isEqualTo(made.room());
        assertThat(Objects.requireNonNull(again.seat()).userId()).isEqualTo(ben.id());
        assertThat(role(made)).isEqualTo(SeatRole.MEMBER);
        assertThat(List.of(nextPublished("room.added"), nextPublished("room.added")))
                .containsExactlyInAnyOrder(Addresses.user(ada.id()), Addresses.user(ben.id()));
        assertThat(rooms.direct(ada, ada.id()).await().room().memberCount()).isEqualTo(1);
        assertThat(failure(rooms.direct(ada, Ids.next()))).isEqualTo("user_not_found");
        assertThat(rooms.list(ben).await().rooms()).hasSize(1);
        assertThat(announced).isEmpty();
    }

    @Test
    void whatDirectRoomsDoNotHaveIsRefused() {
        UUID roomId = rooms.direct(ada, ben.id()).await().room().id();

        assertThat(failure(rooms.join(ada, roomId))).isEqualTo("direct_room");
        assertThat(failure(rooms.leave(ada, roomId))).isEqualTo("direct_room");
        assertThat(failure(rooms.update(ada, rename(roomId, "x")))).isEqualTo("direct_room");
        assertThat(failure(rooms.add(ada, new MemberRef(roomId, cleo.id())))).isEqualTo("direct_room");
        assertThat(failure(rooms.remove(ada, new MemberRef(roomId, ben.id())))).isEqualTo("direct_room");
        assertThat(failure(rooms.setRole(ada, new RoleChange(roomId, ben.id(), SeatRole.GUEST))))
                .isEqualTo("direct_room");
    }

    @Test
    void whoMayNotKnowOfARoomFindsNone() {
        UUID hidden = create(RoomKind.PRIVATE);
        UUID direct = rooms.direct(ada, ben.id()).await().room().id();

        for (Caller stranger : List.of(cleo, admin("root"))) {
            for (UUID roomId : List.of(hidden, direct, Ids.next())) {
                assertThat(List.of(
                                failure(rooms.get(stranger, roomId)),
                                failure(rooms.join(stranger, roomId)),
                                failure(rooms.leave(stranger, roomId)),
                                failure(rooms.members(stranger, new MembersQuery(roomId, null, null))),
                                failure(rooms.update(stranger, rename(roomId, "x"))),
                                failure(rooms.add(stranger, new MemberRef(roomId, stranger.id()))),
                                failure(rooms.remove(stranger, new MemberRef(roomId, ada.id()))),
                                failure(rooms.setRole(stranger, new RoleChange(roomId, ada.id(), SeatRole.GUEST)))))
                        .containsOnly("room_not_found");
            }
        }
        assertThat(rooms.directory(cleo, new DirectoryQuery(name(hidden), null, null))
                        .await()
                        .rooms())
                .isEmpty();
    }

    @Test
    void nobodyWithoutASessionAndNoPersonInTheNameOfServices() {
        UUID roomId = create(RoomKind.PUBLIC);
        Caller nobody = Caller.anonymous("", "");

        assertThat(List.of(
                        failure(rooms.list(nobody)),
                        failure(rooms.get(nobody, roomId)),
                        failure(rooms.join(nobody, roomId)),
                        failure(rooms.create(nobody, new NewRoom("x", RoomKind.PUBLIC, null))),
                        failure(rooms.directory(nobody, new DirectoryQuery(null, null, null)))))
                .containsOnly("unauthenticated");
        assertThat(List.of(
                        failure(rooms.access(ada, new MemberRef(roomId, ada.id()))),
                        failure(rooms.accesses(ada, ada.id())),
                        failure(rooms.welcome(ada, ada.id())),
                        failure(rooms.changesSince(ada, 0))))
                .containsOnly("not_allowed");
    }

    @Test
    void anybodyJoinsAPublicRoomAndLeavesIt() throws Exception {
        UUID roomId = create(RoomKind.PUBLIC);
        nextPublished("room.added");
        nextAccess();
        RoomSeat joined = rooms.join(ben, roomId).await();
        assertThat(joined.created()).isTrue();
        assertThat(joined.room().memberCount()).isEqualTo(2);
        assertThat(rooms.join(ben, roomId).await().created()).isFalse();
        assertThat(nextPublished("room.added")).isEqualTo(Addresses.user(ben.id()));
        JsonObject told = nextBody("member.joined");
        assertThat(told.getJsonObject("user").getString("username")).isEqualTo("ben");
        assertThat(nextAccess().seated()).isTrue();

        rooms.leave(ben, roomId).await();
        assertThat(nextPublished("member.left")).isEqualTo(Addresses.room(roomId));
        assertThat(nextPublished("room.removed")).isEqualTo(Addresses.user(ben.id()));
        assertThat(nextAccess().seated()).isFalse();
        assertThat(failure(rooms.leave(ben, roomId))).isEqualTo("not_a_member");
        assertThat(announcements(3)).containsExactly("room.created", "member.joined", "member.left");
    }

    @Test
    void inPublicRoomsMembersAddAndInPrivateOnesModerators() {
        UUID open = create(RoomKind.PUBLIC);
        UUID closed = create(RoomKind.PRIVATE);
        Caller dora = person("dora");
        rooms.join(ben, open).await();
        rooms.add(ada, new MemberRef(closed, ben.id())).await();

        assertThat(rooms.add(ben, new MemberRef(open, cleo.id())).await().created())
                .isTrue();
        assertThat(rooms.add(ben, new MemberRef(open, cleo.id())).await().created())
                .isFalse();
        assertThat(failure(rooms.add(dora, new MemberRef(open, dora.id())))).isEqualTo("not_a_member");
        assertThat(failure(rooms.add(ben, new MemberRef(closed, cleo.id())))).isEqualTo("not_allowed");
        rooms.setRole(ada, new RoleChange(closed, ben.id(), SeatRole.MODERATOR)).await();
        assertThat(rooms.add(ben, new MemberRef(closed, cleo.id()))
                        .await()
                        .seat()
                        .role())
                .isEqualTo(SeatRole.MEMBER);
        assertThat(failure(rooms.add(ada, new MemberRef(closed, Ids.next())))).isEqualTo("user_not_found");
        rooms.setRole(ada, new RoleChange(open, ben.id(), SeatRole.GUEST)).await();
        assertThat(failure(rooms.add(ben, new MemberRef(open, dora.id())))).isEqualTo("not_allowed");
    }

    @Test
    void moderatorsSendOutPeopleOfALesserRole() {
        UUID roomId = create(RoomKind.PUBLIC);
        rooms.join(ben, roomId).await();
        rooms.join(cleo, roomId).await();

        assertThat(failure(rooms.remove(ben, new MemberRef(roomId, cleo.id())))).isEqualTo("not_allowed");
        rooms.setRole(ada, new RoleChange(roomId, ben.id(), SeatRole.MODERATOR)).await();
        assertThat(failure(rooms.remove(ben, new MemberRef(roomId, ada.id())))).isEqualTo("not_allowed");
        rooms.remove(ben, new MemberRef(roomId, cleo.id())).await();
        rooms.remove(ben, new MemberRef(roomId, cleo.id())).await();
        assertThat(failure(rooms.leave(cleo, roomId))).isEqualTo("not_a_member");
        assertThat(access(roomId, cleo).seated()).isFalse();
    }

    @Test
    void adminsGiveRolesBelowTheirOwn() {
        UUID roomId = create(RoomKind.PUBLIC);
        rooms.join(ben, roomId).await();
        rooms.join(cleo, roomId).await();

        assertThat(failure(rooms.setRole(ben, new RoleChange(roomId, cleo.id(), SeatRole.GUEST))))
                .isEqualTo("not_allowed");
        rooms.setRole(ada, new RoleChange(roomId, ben.id(), SeatRole.ADMIN)).await();
        assertThat(rooms.setRole(ben, new RoleChange(roomId, cleo.id(), SeatRole.MODERATOR))
                        .await()
                        .role())
                .isEqualTo(SeatRole.MODERATOR);
        assertThat(rooms.setRole(ben, new RoleChange(roomId, cleo.id(), SeatRole.MODERATOR))
                        .await()
                        .role())
                .isEqualTo(SeatRole.MODERATOR);
        for (SeatRole role : List.of(SeatRole.ADMIN, SeatRole.OWNER)) {
            assertThat(failure(rooms.setRole(ben, new RoleChange(roomId, cleo.id(), role))))
                    .isEqualTo("not_allowed");
        }
        assertThat(failure(rooms.setRole(ben, new RoleChange(roomId, ada.id(), SeatRole.MEMBER))))
                .isEqualTo("not_allowed");
        assertThat(failure(rooms.setRole(ada, new RoleChange(roomId, Ids.next(), SeatRole.MEMBER))))
                .isEqualTo("user_not_found");
    }

    @Test
    void theLastOwnerStaysUntilThereIsAnother() {
        UUID roomId = create(RoomKind.PUBLIC);
        rooms.join(ben, roomId).await();

        assertThat(failure(rooms.leave(ada, roomId))).isEqualTo("last_owner");
        assertThat(failure(rooms.setRole(ada, new RoleChange(roomId, ada.id(), SeatRole.MEMBER))))
                .isEqualTo("last_owner");
        rooms.setRole(ada, new RoleChange(roomId, ben.id(), SeatRole.OWNER)).await();
        rooms.leave(ada, roomId).await();
        assertThat(access(roomId, ben).memberCount()).isEqualTo(1);
        rooms.leave(ben, roomId).await();
    }

    @Test
    void ofTwoOwnersWhoLeaveAtOnceOneStays() {
        for (int i = 0; i < 10; i++) {
            UUID roomId = create(RoomKind.PUBLIC);
            rooms.join(ben, roomId).await();
            rooms.join(cleo, roomId).await();
            rooms.setRole(ada, new RoleChange(roomId, ben.id(), SeatRole.OWNER)).await();
            List<Future<Void>> leaving = List.of(rooms.leave(ada, roomId), rooms.leave(ben, roomId));
            Future.join(leaving).transform(done -> Future.succeededFuture()).await();

            assertThat(leaving).filteredOn(Future::succeeded).hasSize(1);
            assertThat(leaving)
                    .filteredOn(Future::failed)
                    .allSatisfy(
                            stays -> assertThat(Failures.reason(stays.cause())).isEqualTo("last_owner"));
        }
    }

    @Test
    void adminsAndOwnersChangeTheRoom() throws Exception {
        UUID roomId = create(RoomKind.PUBLIC);
        rooms.join(ben, roomId).await();
        nextPublished("room.added");
        nextPublished("room.added");
        nextPublished("member.joined");

        assertThat(failure(rooms.update(ben, rename(roomId, "x")))).isEqualTo("not_allowed");
        assertThat(failure(rooms.update(cleo, rename(roomId, "x")))).isEqualTo("not_a_member");
        assertThat(failure(rooms.update(ada, rename(roomId, " ")))).isEqualTo("invalid_name");
        Room renamed = rooms.update(ada, new RoomUpdate(roomId, "Renamed", "A topic", null))
                .await();
        assertThat(renamed.name()).isEqualTo("Renamed");
        assertThat(nextPublished("room.updated")).isEqualTo(Addresses.room(roomId));
        assertThat(rooms.update(ada, new RoomUpdate(roomId, "Renamed", "A topic", null))
                        .await())
                .isEqualTo(renamed);
        assertThat(rooms.update(ada, new RoomUpdate(roomId, null, "", null))
                        .await()
                        .topic())
                .isNull();
        assertThat(announcements(5))
                .containsExactly("room.created", "member.joined", "room.renamed", "room.topic", "room.topic");
    }

    @Test
    void anArchivedRoomIsOnlyTakenOutAgain() {
        UUID roomId = create(RoomKind.PUBLIC);
        rooms.join(ben, roomId).await();
        Room archived =
                rooms.update(ada, new RoomUpdate(roomId, null, null, true)).await();

        assertThat(archived.archivedAt()).isNotNull();
        assertThat(access(roomId, ben).archived()).isTrue();
        assertThat(failure(rooms.join(cleo, roomId))).isEqualTo("room_archived");
        assertThat(rooms.join(ben, roomId).await().created()).isFalse();
        assertThat(failure(rooms.add(ada, new MemberRef(roomId, cleo.id())))).isEqualTo("room_archived");
        assertThat(failure(rooms.update(ada, rename(roomId, "x")))).isEqualTo("room_archived");
        assertThat(rooms.update(ada, new RoomUpdate(roomId, null, null, true)).await())
                .isEqualTo(archived);
        assertThat(rooms.directory(ada, new DirectoryQuery(name(roomId), null, null))
                        .await()
                        .rooms())
                .isEmpty();
        assertThat(rooms.list(ben).await().rooms()).hasSize(1);
        assertThat(rooms.update(ada, new RoomUpdate(roomId, null, null, false))
                        .await()
                        .archivedAt())
                .isNull();
        assertThat(rooms.join(cleo, roomId).await().created()).isTrue();
    }

    @Test
    void whoAdministersTheInstallationRunsPublicRooms() {
        UUID roomId = create(RoomKind.PUBLIC);
        Caller root = admin("root");

        assertThat(rooms.update(root, rename(roomId, "By root")).await().name()).isEqualTo("By root");
        assertThat(rooms.add(root, new MemberRef(roomId, ben.id())).await().created())
                .isTrue();
        rooms.remove(root, new MemberRef(roomId, ben.id())).await();
        assertThat(failure(rooms.remove(root, new MemberRef(roomId, ada.id())))).isEqualTo("not_allowed");
        assertThat(failure(rooms.leave(root, roomId))).isEqualTo("not_a_member");
    }

    @Test
    void newcomersAreSeatedInGeneralOnce() {
        Future.all(IntStream.range(0, 10)
                        .mapToObj(i -> rooms.welcome(Caller.SERVICE, ada.id()))
                        .toList())
                .await();
        RoomSeat general = rooms.list(ada).await().rooms().getFirst();

        assertThat(general.room().name()).isEqualTo("general");
        assertThat(role(general)).isEqualTo(SeatRole.MEMBER);
        rooms.leave(ada, general.room().id()).await();
        rooms.welcome(Caller.SERVICE, ada.id()).await();
        assertThat(rooms.list(ada).await().rooms()).isEmpty();
        assertThat(rooms.join(ada, general.room().id()).await().created()).isTrue();
    }

    @Test
    void theDirectoryIsPaged() {
        String tag = "Paged " + Ids.next();
        List<UUID> made = IntStream.range(0, 5)
                .mapToObj(i -> rooms.create(ada, new NewRoom(tag + " " + i, RoomKind.PUBLIC, null))
                        .await()
                        .room()
                        .id())
                .toList();
        rooms.join(ben, made.get(1)).await();
        List<UUID> seen = new ArrayList<>();
        String cursor = null;
        do {
            RoomDirectory page = rooms.directory(
                            ben, new DirectoryQuery(tag.toUpperCase(java.util.Locale.ROOT), cursor, 2))
                    .await();
            page.rooms().forEach(room -> seen.add(room.id()));
            if (cursor == null) {
                assertThat(page.joined()).containsExactly(made.get(1));
            }
            cursor = page.cursor();
        } while (cursor != null);

        assertThat(seen).isEqualTo(made);
    }

    @Test
    void membersArePaged() {
        UUID roomId = create(RoomKind.PUBLIC);
        List<UUID> joined = IntStream.range(0, 5)
                .mapToObj(i -> person("p" + i))
                .map(caller -> {
                    rooms.join(caller, roomId).await();
                    return caller.id();
                })
                .toList();
        Members first = rooms.members(cleo, new MembersQuery(roomId, null, 4)).await();
        Members second =
                rooms.members(cleo, new MembersQuery(roomId, first.cursor(), 4)).await();

        assertThat(first.members())
                .extracting(Seat::userId)
                .containsExactly(ada.id(), joined.get(0), joined.get(1), joined.get(2));
        assertThat(second.members()).extracting(Seat::userId).containsExactly(joined.get(3), joined.get(4));
        assertThat(second.cursor()).isNull();
    }

    @Test
    void announcementsWaitForTheLogInTheirOrderEachWithItsKey() throws Exception {
        refusals.set(2);
        UUID roomId = create(RoomKind.PUBLIC);
        rooms.join(ben, roomId).await();
        rooms.leave(ben, roomId).await();
        List<Announcement> told = List.of(nextAnnouncement(), nextAnnouncement(), nextAnnouncement());

        assertThat(told)
                .extracting(one -> one.event().type())
                .containsExactly("room.created", "member.joined", "member.left");
        assertThat(told).extracting(Announcement::key).doesNotHaveDuplicates();
    }

    @Test
    void anAnnouncementWhoseAnswerWasLostIsRepeatedWithItsKey() throws Exception {
        lostAnswers.set(1);
        create(RoomKind.PUBLIC);

        assertThat(nextAnnouncement()).isEqualTo(nextAnnouncement());
    }

    @Test
    void whatNeedsNobodysNameWorksWhileUsersAreAway() {
        UUID roomId = create(RoomKind.PUBLIC);
        users.unregister().await();

        assertThat(rooms.join(ben, roomId).await().created()).isTrue();
        assertThat(failure(rooms.add(ben, new MemberRef(roomId, cleo.id())))).isEqualTo("unavailable");
        assertThat(failure(rooms.direct(ben, cleo.id()))).isEqualTo("unavailable");
    }

    private UUID create(RoomKind kind) {
        return rooms.create(ada, new NewRoom("Room " + Ids.next(), kind, null))
                .await()
                .room()
                .id();
    }

    private String name(UUID roomId) {
        return Objects.requireNonNull(rooms.get(ada, roomId).await().room().name());
    }

    private Access access(UUID roomId, Caller who) {
        return rooms.access(Caller.SERVICE, new MemberRef(roomId, who.id())).await();
    }

    private static RoomUpdate rename(UUID roomId, String name) {
        return new RoomUpdate(roomId, name, null, null);
    }

    private static SeatRole role(RoomSeat of) {
        return Objects.requireNonNull(of.seat()).role();
    }

    private Caller person(String username) {
        UUID id = Ids.next();
        people.put(id, new Card(id, username, username));
        return Caller.user(id, Ids.next(), false, "", "");
    }

    private Caller admin(String username) {
        return Caller.user(person(username).id(), Ids.next(), true, "", "");
    }

    private static JsonObject seen(Envelope envelope) {
        return new JsonObject(envelope.frame());
    }

    private String nextPublished(String type) throws InterruptedException {
        JsonObject frame = Objects.requireNonNull(published.poll(10, TimeUnit.SECONDS));
        assertThat(frame.getJsonObject("body").getString("type")).isEqualTo(type);
        return frame.getString("address");
    }

    private JsonObject nextBody(String type) throws InterruptedException {
        JsonObject body =
                Objects.requireNonNull(published.poll(10, TimeUnit.SECONDS)).getJsonObject("body");
        assertThat(body.getString("type")).isEqualTo(type);
        return body;
    }

    private Access nextAccess() throws InterruptedException {
        return Objects.requireNonNull(accesses.poll(10, TimeUnit.SECONDS));
    }

    private Announcement nextAnnouncement() throws InterruptedException {
        return Objects.requireNonNull(announced.poll(20, TimeUnit.SECONDS));
    }

    private List<String> announcements(int count) throws InterruptedException {
        List<String> types = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            types.add(nextAnnouncement().event().type());
        }
        return types;
    }

    private UserService fakeUsers() {
        return (UserService) Proxy.newProxyInstance(
                UserService.class.getClassLoader(), new Class<?>[] {UserService.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("cards");
                    List<?> ids = (List<?>) arguments[1];
                    return Future.succeededFuture(new Cards(ids.stream()
                            .map(people::get)
                            .flatMap(card -> Optional.ofNullable(card).stream())
                            .toList()));
                });
    }

    private MessageService fakeMessages() {
        return (MessageService) Proxy.newProxyInstance(
                MessageService.class.getClassLoader(),
                new Class<?>[] {MessageService.class},
                (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("announce");
                    if (refusals.getAndDecrement() > 0) {
                        return Future.failedFuture(Failures.unavailable("storage_unavailable", "Not now."));
                    }
                    Announcement told = (Announcement) arguments[1];
                    announced.add(told);
                    return lostAnswers.getAndDecrement() > 0
                            ? Future.failedFuture("The answer was lost.")
                            : Future.succeededFuture(new Posted(message(told), false));
                });
    }

    private static ChatMessage message(Announcement told) {
        return new ChatMessage(
                Ids.next(),
                told.roomId(),
                1,
                1,
                told.actorId(),
                MessageKind.SYSTEM,
                "",
                told.key(),
                Instant.EPOCH,
                null,
                null,
                null,
                null,
                null,
                told.event());
    }

    private static String failure(Future<?> failing) {
        return Failures.reason(
                failing.transform(done -> Future.succeededFuture(done.cause())).await());
    }
}
