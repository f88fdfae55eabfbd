package dev.parley.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contracts.Addresses;
import dev.parley.contracts.Caller;
import dev.parley.contracts.Failures;
import dev.parley.contracts.rooms.DirectoryQuery;
import dev.parley.contracts.rooms.MemberRef;
import dev.parley.contracts.rooms.MembersQuery;
import dev.parley.contracts.rooms.NewRoom;
import dev.parley.contracts.rooms.RoleChange;
import dev.parley.contracts.rooms.Room;
import dev.parley.contracts.rooms.RoomKind;
import dev.parley.contracts.rooms.RoomUpdate;
import dev.parley.contracts.rooms.SeatRole;
import dev.parley.platform.Ids;
import dev.parley.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may do what in rooms, as callers of the deployed service see it. */
class RoomRulesTest extends DeployedRooms {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.migrated("rooms");

    /** $1: how many; $2: whose. */
    private static final String SEATS_IN_NEW_ROOMS = """
            WITH r AS (
                INSERT INTO rooms.rooms (id, kind, name, name_key, member_count, version)
                SELECT gen_random_uuid(), 'private', 'Full', 'full', 1, nextval('rooms.versions')
                FROM generate_series(1, $1::integer)
                RETURNING id, version)
            INSERT INTO rooms.seats (room_id, user_id, role, version) SELECT id, $2::uuid, 'member', version FROM r""";

    @Override
    TestDatabase database() {
        return DATABASE;
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
    void nobodySitsInMoreRoomsThanASocketCanListenTo() {
        UUID open = create(RoomKind.PUBLIC);
        postgres.query(SEATS_IN_NEW_ROOMS, Tuple.of(Rules.MOST_ROOMS, cleo.id()))
                .await();

        assertThat(List.of(
                        failure(rooms.join(cleo, open)),
                        failure(rooms.add(ada, new MemberRef(open, cleo.id()))),
                        failure(rooms.create(cleo, new NewRoom("Tea", RoomKind.PRIVATE, null, null))),
                        failure(rooms.direct(cleo, ada.id())),
                        failure(rooms.direct(ada, cleo.id()))))
                .containsOnly("too_many_rooms");
        assertThat(rooms.list(cleo).await().rooms()).hasSize(Rules.MOST_ROOMS);

        rooms.leave(cleo, rooms.list(cleo).await().rooms().getFirst().room().id())
                .await();
        assertThat(rooms.join(cleo, open).await().seat()).isNotNull();
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
                        failure(rooms.create(nobody, new NewRoom("x", RoomKind.PUBLIC, null, null))),
                        failure(rooms.directory(nobody, new DirectoryQuery(null, null, null)))))
                .containsOnly("unauthenticated");
        assertThat(List.of(
                        failure(rooms.access(ada, new MemberRef(roomId, ada.id()))),
                        failure(rooms.accesses(ada, ada.id())),
                        failure(rooms.seatings(ada, List.of(ada.id()))),
                        failure(rooms.welcome(ada, ada.id())),
                        failure(rooms.changesSince(ada, 0))))
                .containsOnly("not_allowed");
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
}
