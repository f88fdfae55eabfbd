package dev.parley.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.contracts.Addresses;
import dev.parley.contracts.Caller;
import dev.parley.contracts.Failures;
import dev.parley.contracts.messages.Announcement;
import dev.parley.contracts.rooms.DirectoryQuery;
import dev.parley.contracts.rooms.MemberRef;
import dev.parley.contracts.rooms.Members;
import dev.parley.contracts.rooms.MembersQuery;
import dev.parley.contracts.rooms.NewRoom;
import dev.parley.contracts.rooms.RoleChange;
import dev.parley.contracts.rooms.RoomDirectory;
import dev.parley.contracts.rooms.RoomKind;
import dev.parley.contracts.rooms.RoomSeat;
import dev.parley.contracts.rooms.Seat;
import dev.parley.contracts.rooms.SeatRole;
import dev.parley.platform.Ids;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.serviceproxy.ServiceException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The service of rooms as its callers see it: deployed, and called over the bus. */
class RoomsTest extends DeployedRooms {

    /** Of a cursor that the bridge takes. */
    private static final int MOST_CHARS = 512;

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.migrated("rooms");

    @Override
    TestDatabase database() {
        return DATABASE;
    }

    @Test
    void whoMakesARoomOwnsIt() throws Exception {
        RoomSeat made = rooms.create(ada, new NewRoom("  Tea\u00A0 time ", RoomKind.PRIVATE, " Leaves ", null))
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
            assertThat(failure(rooms.create(ada, new NewRoom(name, RoomKind.PUBLIC, null, null))))
                    .isEqualTo("invalid_name");
        }
        assertThat(failure(rooms.create(ada, new NewRoom("a", RoomKind.DIRECT, null, null))))
                .isEqualTo("invalid_request");
        assertThat(failure(rooms.create(ada, new NewRoom("a", RoomKind.PUBLIC, "x".repeat(251), null))))
                .isEqualTo("invalid_request");
        for (String key : List.of("", "x".repeat(65), "a\u0000b", "a\uD800")) {
            assertThat(failure(rooms.create(ada, new NewRoom("a", RoomKind.PUBLIC, null, key))))
                    .isEqualTo("invalid_request");
        }
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
    void aRoomThatIsAskedForAgainWithItsKeyIsMadeAndToldOnce() throws Exception {
        RoomSeat made = rooms.create(ada, new NewRoom("Tea", RoomKind.PRIVATE, "Leaves", "k"))
                .await();
        RoomSeat again = rooms.create(ada, new NewRoom(" Tea ", RoomKind.PRIVATE, " Leaves ", "k"))
                .await();

        assertThat(made.created()).isTrue();
        assertThat(again).isEqualTo(new RoomSeat(made.room(), made.seat(), false));
        UUID next = create(RoomKind.PRIVATE);
        assertThat(List.of(nextRoomAdded(), nextRoomAdded()))
                .containsExactly(made.room().id(), next);
        assertThat(List.of(nextAnnouncement().roomId(), nextAnnouncement().roomId()))
                .containsExactlyInAnyOrder(made.room().id(), next);
        assertThat(published).isEmpty();
        assertThat(announced).isEmpty();
    }

    @Test
    void theSameKeyForAnotherRoomIsAConflictThatNamesTheRoom() {
        RoomSeat made = rooms.create(ada, new NewRoom("Tea", RoomKind.PRIVATE, null, "k"))
                .await();
        Throwable refusal =
                catchThrowable(rooms.create(ada, new NewRoom("Coffee", RoomKind.PRIVATE, null, "k"))::await);

        assertThat(refusal).isInstanceOfSatisfying(ServiceException.class, conflict -> {
            assertThat(conflict.failureCode()).isEqualTo(409);
            assertThat(conflict.getDebugInfo())
                    .isEqualTo(new JsonObject()
                            .put("reason", "idempotency_conflict")
                            .put(
                                    "details",
                                    new JsonObject()
                                            .put("roomId", made.room().id().toString())));
        });
    }

    @Test
    void aKeyTellsNothingOfARoomThatItsMakerMayNotKnowAnyMore() {
        NewRoom asked = new NewRoom("Tea", RoomKind.PRIVATE, null, "k");
        UUID roomId = rooms.create(ada, asked).await().room().id();
        rooms.add(ada, new MemberRef(roomId, ben.id())).await();
        rooms.setRole(ada, new RoleChange(roomId, ben.id(), SeatRole.OWNER)).await();
        rooms.leave(ada, roomId).await();

        assertThat(failure(rooms.create(ada, asked))).isEqualTo("room_not_found");
        assertThat(failure(rooms.create(ada, new NewRoom("Other", RoomKind.PRIVATE, null, "k"))))
                .isEqualTo("room_not_found");
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
    void theDirectoryIsPagedAlsoWhereNamesAreLongAsTheyAreSorted() {
        String tag = "Paged " + Ids.next();
        String wide = "\uFDFA".repeat(36);
        List<UUID> made = IntStream.range(0, 5)
                .mapToObj(i -> rooms.create(ada, new NewRoom(tag + " " + i + wide, RoomKind.PUBLIC, null, null))
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
            assertThat(String.valueOf(cursor)).hasSizeLessThanOrEqualTo(MOST_CHARS);
        } while (cursor != null);

        assertThat(seen).isEqualTo(made);
    }

    @Test
    void aCursorThatNobodyGaveIsRefused() {
        UUID id = Ids.next();
        for (String place : List.of("[]", "[\"a\"]", "[null]", "[1]", "[\"a\",\"" + id + "\"]", "{}")) {
            Throwable refusal = catchThrowable(rooms.directory(ben, new DirectoryQuery(null, cursor(place), 2))::await);
            assertThat(Failures.reason(refusal)).as(place).isEqualTo("invalid_request");
        }
        UUID roomId = create(RoomKind.PUBLIC);
        for (String place : List.of(
                "0,\"-005000-01-01T00:00:00Z\"",
                "0,\"1969-12-31T23:59:59Z\"",
                "0,\"+10000-01-01T00:00:00Z\"",
                "-1,\"2026-01-01T00:00:00Z\"",
                "5,\"2026-01-01T00:00:00Z\"",
                "65536,\"2026-01-01T00:00:00Z\"")) {
            String whole = "[" + place + ",\"" + id + "\"]";
            Throwable refusal = catchThrowable(rooms.members(ada, new MembersQuery(roomId, cursor(whole), 2))::await);
            assertThat(Failures.reason(refusal)).as(place).isEqualTo("invalid_request");
        }
    }

    private static String cursor(String place) {
        return Base64.getUrlEncoder().encodeToString(place.getBytes(StandardCharsets.UTF_8));
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

    @Test
    void whileTheDatabaseIsAwayCallsSaySoAndThenGoOn() {
        UUID roomId = create(RoomKind.PUBLIC);
        DATABASE.allowConnections(false);
        try {
            assertThat(failure(rooms.get(ada, roomId))).isEqualTo("storage_unavailable");
            assertThat(failure(rooms.join(ben, roomId))).isEqualTo("storage_unavailable");
            assertThat(failure(rooms.create(ada, new NewRoom("Never", RoomKind.PUBLIC, null, null))))
                    .isEqualTo("storage_unavailable");
        } finally {
            DATABASE.allowConnections(true);
        }

        assertThat(rooms.join(ben, roomId).await().created()).isTrue();
    }

    private UUID nextRoomAdded() throws InterruptedException {
        return UUID.fromString(nextBody("room.added").getJsonObject("room").getString("id"));
    }
}
