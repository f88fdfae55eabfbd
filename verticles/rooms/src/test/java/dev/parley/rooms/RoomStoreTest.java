package dev.parley.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.contracts.Failures;
import dev.parley.contracts.messages.RoomEvent;
import dev.parley.contracts.rooms.NewRoom;
import dev.parley.contracts.rooms.Room;
import dev.parley.contracts.rooms.RoomChanges;
import dev.parley.contracts.rooms.RoomKind;
import dev.parley.contracts.rooms.RoomSeat;
import dev.parley.contracts.rooms.Seat;
import dev.parley.contracts.rooms.SeatRole;
import dev.parley.contracts.rooms.Seating;
import dev.parley.platform.Ids;
import dev.parley.platform.Names;
import dev.parley.rooms.RoomStore.Direct;
import dev.parley.rooms.RoomStore.Listed;
import dev.parley.rooms.RoomStore.Made;
import dev.parley.rooms.RoomStore.MemberPlace;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of rooms does, whatever it stands on. */
abstract class RoomStoreTest {

    private final UUID ada = Ids.next();
    private final UUID ben = Ids.next();

    /** The store under test. */
    abstract RoomStore store();

    /** Makes every change in the store older. */
    abstract void age(Duration by);

    /** What the log of a room is to be told, in order. */
    abstract List<RoomEvent> announced(UUID roomId);

    @Test
    void aRoomIsMadeWithItsOwner() {
        Outcome made = create("Tea", RoomKind.PRIVATE);
        Room room = made.room();

        assertThat(room.memberCount()).isEqualTo(1);
        assertThat(room.createdBy()).isEqualTo(ada);
        assertThat(store().find(room.id(), ada).await()).contains(new RoomSeat(room, made.seat(), false));
        assertThat(store().find(room.id(), ben).await()).contains(new RoomSeat(room, null, false));
        assertThat(store().find(Ids.next(), ada).await()).isEmpty();
        assertThat(store().list(ada).await()).hasSize(1);
        assertThat(store().access(room.id(), ada).await()).contains(made.access());
        assertThat(store().access(room.id(), ben).await().orElseThrow().seated())
                .isFalse();
        assertThat(announced(room.id())).containsExactly(new RoomEvent("room.created", null, "Tea", null));
    }

    @Test
    void aKeyStandsForOneRoomOfOnePerson() {
        NewRoom asked = new NewRoom("Tea", RoomKind.PRIVATE, "Leaves", "k");
        Made made = make(ada, asked);
        UUID roomId = made.outcome().room().id();
        assertThat(make(ada, asked)).isEqualTo(new Made(unchanged(made.outcome()), false));
        assertThat(List.of(
                        make(ada, new NewRoom("Coffee", RoomKind.PRIVATE, "Leaves", "k")),
                        make(ada, new NewRoom("Tea", RoomKind.PUBLIC, "Leaves", "k")),
                        make(ada, new NewRoom("Tea", RoomKind.PRIVATE, null, "k"))))
                .containsOnly(new Made(unchanged(made.outcome()), true));
        assertThat(List.of(
                        make(ben, asked),
                        make(ada, new NewRoom("Tea", RoomKind.PRIVATE, "Leaves", "other")),
                        make(ada, new NewRoom("Tea", RoomKind.PRIVATE, "Leaves", null)),
                        make(ada, new NewRoom("Tea", RoomKind.PRIVATE, "Leaves", null))))
                .allMatch(other -> other.outcome().decision() instanceof Decision.Seat)
                .extracting(other -> other.outcome().room().id())
                .doesNotContain(roomId)
                .doesNotHaveDuplicates();
        assertThat(announced(roomId)).hasSize(1);
    }

    @Test
    void aKeyStandsForItsRoomWhateverBecomesOfIt() {
        NewRoom asked = new NewRoom("Tea", RoomKind.PUBLIC, null, "k");
        UUID roomId = make(ada, asked).outcome().room().id();
        seat(roomId, ben);
        Outcome changed = update(roomId, "Coffee", true);
        assertThat(make(ada, asked)).isEqualTo(new Made(unchanged(changed), false));
        Outcome gone = unseat(roomId, ada);
        assertThat(make(ada, asked)).isEqualTo(new Made(unchanged(gone), false));
    }

    @Test
    void fiftyWhoMakeARoomWithOneKeyAtOnceGetTheSame() {
        NewRoom asked = new NewRoom("Tea", RoomKind.PRIVATE, null, "k");
        List<Future<Made>> racing = IntStream.range(0, 50)
                .mapToObj(i -> store().create(Ids.next(), ada, asked))
                .toList();
        Future.all(racing).await();

        List<Outcome> outcomes =
                racing.stream().map(done -> done.result().outcome()).toList();
        assertThat(outcomes.stream().map(Outcome::room).distinct()).hasSize(1);
        assertThat(outcomes.stream().map(Outcome::seat).distinct()).hasSize(1);
        assertThat(outcomes.stream().filter(outcome -> outcome.decision() instanceof Decision.Seat))
                .hasSize(1);
        assertThat(store().list(ada).await()).hasSize(1);
        assertThat(announced(outcomes.getFirst().room().id())).hasSize(1);
    }

    @Test
    void fiftyWhoOpenADirectRoomAtOnceGetTheSame() {
        List<Future<Direct>> racing = IntStream.range(0, 50)
                .mapToObj(i -> i % 2 == 0 ? store().direct(Ids.next(), ada, ben) : store().direct(Ids.next(), ben, ada))
                .toList();
        Future.all(racing).await();

        assertThat(racing.stream().map(done -> done.result().room().id()).distinct())
                .hasSize(1);
        assertThat(racing.stream().filter(done -> done.result().created())).hasSize(1);
        assertThat(racing)
                .allSatisfy(done -> assertThat(done.result().seats())
                        .extracting(Seat::userId)
                        .containsExactlyInAnyOrder(ada, ben));
        Room room = racing.getFirst().result().room();
        assertThat(room.memberCount()).isEqualTo(2);
        assertThat(room.peers()).containsExactlyInAnyOrder(ada, ben);
        assertThat(announced(room.id())).isEmpty();
    }

    @Test
    void aDirectRoomWithOneselfHasOneSeat() {
        Direct direct = store().direct(Ids.next(), ada, ada).await();

        assertThat(direct.room().memberCount()).isEqualTo(1);
        assertThat(direct.room().peers()).containsExactly(ada);
        assertThat(direct.seats()).hasSize(1);
        assertThat(store().direct(Ids.next(), ada, ada).await().created()).isFalse();
    }

    @Test
    void nodesThatStartTogetherMakeOneGeneralRoom() {
        List<Future<UUID>> racing = IntStream.range(0, 10)
                .mapToObj(i -> store().general(Ids.next(), "general " + i))
                .toList();
        Future.all(racing).await();

        assertThat(racing.stream().map(Future::result).distinct()).hasSize(1);
    }

    @Test
    void seatsComeAndGoAndAreCounted() {
        UUID roomId = create("Come and go", RoomKind.PUBLIC).room().id();
        Outcome seated = seat(roomId, ben);
        assertThat(seated.room().memberCount()).isEqualTo(2);
        assertThat(seated.access().role()).isEqualTo(SeatRole.MEMBER);

        Outcome gone = unseat(roomId, ben);
        assertThat(gone.room().memberCount()).isEqualTo(1);
        assertThat(gone.seat()).isNull();
        assertThat(gone.access().version()).isGreaterThan(seated.access().version());
        assertThat(store().find(roomId, ben).await().orElseThrow().seat()).isNull();
        assertThat(store().list(ben).await()).isEmpty();
        assertThat(store().accesses(ben).await()).isEmpty();
        assertThat(store().access(roomId, ben).await()).contains(gone.access());

        assertThat(seat(roomId, ben).room().memberCount()).isEqualTo(2);
        assertThat(announced(roomId))
                .extracting(RoomEvent::type)
                .containsExactly("room.created", "member.joined", "member.left", "member.joined");
    }

    @Test
    void aRuleSeesTheRoomAsItIs() {
        UUID roomId = create("Scenes", RoomKind.PUBLIC).room().id();
        seat(roomId, ben);
        unseat(roomId, ben);
        List<Scene> scenes = new ArrayList<>();

        store().change(roomId, ada, ben, scene -> {
                    scenes.add(scene);
                    return new Decision.Nothing();
                })
                .await();

        Scene scene = scenes.getFirst();
        assertThat(scene.actor())
                .extracting(seat -> seat == null ? null : seat.role())
                .isEqualTo(SeatRole.OWNER);
        assertThat(scene.subject()).isNull();
        assertThat(scene.subjectLeft()).isTrue();
        assertThat(scene.owners()).isEqualTo(1);
        assertThat(store().change(Ids.next(), ada, ben, other -> new Decision.Nothing())
                        .await())
                .isEmpty();
    }

    @Test
    void aRuleThatRefusesChangesNothing() {
        UUID roomId = create("Refused", RoomKind.PUBLIC).room().id();

        assertThatThrownBy(() -> store().change(roomId, ben, ben, scene -> {
                            throw Failures.forbidden("not_allowed", "No.");
                        })
                        .await())
                .satisfies(failure -> assertThat(Failures.reason(failure)).isEqualTo("not_allowed"));
        assertThat(announced(roomId)).hasSize(1);
    }

    @Test
    void ofChangesThatRaceEachSeesTheOneBefore() {
        UUID roomId = create("Race", RoomKind.PUBLIC).room().id();
        List<Integer> seen = java.util.Collections.synchronizedList(new ArrayList<>());
        List<Future<Optional<Outcome>>> racing = IntStream.range(0, 30)
                .mapToObj(i -> {
                    UUID userId = Ids.next();
                    return store().change(roomId, userId, userId, scene -> {
                        seen.add(scene.room().memberCount());
                        return new Decision.Seat(SeatRole.MEMBER, new RoomEvent("member.joined", userId, null, null));
                    });
                })
                .toList();
        Future.all(racing).await();

        assertThat(seen).doesNotHaveDuplicates().hasSize(30);
        assertThat(store().find(roomId, ada).await().orElseThrow().room().memberCount())
                .isEqualTo(31);
        assertThat(racing.stream()
                        .map(done -> done.result().orElseThrow().room().version())
                        .distinct())
                .hasSize(30);
    }

    @Test
    void aRoomIsUpdated() {
        UUID roomId = create("Before", RoomKind.PUBLIC).room().id();
        Outcome updated = update(roomId, "After", true);

        assertThat(updated.room().name()).isEqualTo("After");
        assertThat(updated.room().archivedAt()).isNotNull();
        assertThat(updated.access().archived()).isTrue();
        assertThat(update(roomId, "After", true).room().archivedAt())
                .isEqualTo(updated.room().archivedAt());
        assertThat(update(roomId, "After", false).room().archivedAt()).isNull();
    }

    @Test
    void theDirectoryIsReadByPages() {
        String tag = "dir" + Ids.next();
        List<UUID> made = IntStream.range(0, 7)
                .mapToObj(i -> create(tag + (char) ('g' - i / 2), RoomKind.PUBLIC)
                        .room()
                        .id())
                .toList();
        UUID hidden = create(tag + "private", RoomKind.PRIVATE).room().id();
        update(create(tag + "archived", RoomKind.PUBLIC).room().id(), tag + "archived", true);

        List<Listed> all = store().directory(ben, tag, null, 100).await();
        assertThat(all).extracting(listed -> listed.room().id()).containsExactlyInAnyOrderElementsOf(made);
        assertThat(all)
                .extracting(listed -> Names.fold(String.valueOf(listed.room().name())))
                .isSorted();
        assertThat(all).extracting(Listed::joined).containsOnly(false);
        assertThat(store().directory(ada, tag, null, 1).await().getFirst().joined())
                .isTrue();

        List<Listed> paged =
                new ArrayList<>(store().directory(ben, tag, null, 3).await());
        paged.addAll(store().directory(ben, tag, paged.getLast().room().id(), 3).await());
        paged.addAll(store().directory(ben, tag, paged.getLast().room().id(), 3).await());
        assertThat(paged).isEqualTo(all);
        assertThat(store().directory(ben, null, all.getFirst().room().id(), 6).await())
                .startsWith(all.subList(1, 7).toArray(Listed[]::new));
        assertThat(store().directory(ben, tag, hidden, 100).await())
                .as("tells nobody where the name of a hidden room would stand")
                .isEqualTo(all);
    }

    @Test
    void aPartOfTheNameIsNoPattern() {
        String tag = "part" + Ids.next();
        create(tag + " 100% sure_thing", RoomKind.PUBLIC);

        assertThat(store().directory(ben, "100%", null, 100).await()).hasSize(1);
        assertThat(store().directory(ben, "sure_t", null, 100).await()).hasSize(1);
        assertThat(store().directory(ben, "sure%t", null, 100).await()).isEmpty();
        assertThat(store().directory(ben, "1_0", null, 100).await()).isEmpty();
        assertThat(store().directory(ben, "\\", null, 100).await()).isEmpty();
    }

    @Test
    void membersAreReadByPagesTheGreatestRolesFirst() {
        UUID roomId = create("Members", RoomKind.PUBLIC).room().id();
        List<UUID> people = IntStream.range(0, 5).mapToObj(i -> Ids.next()).toList();
        people.forEach(id -> seat(roomId, id));
        role(roomId, people.get(3), SeatRole.ADMIN);
        role(roomId, people.get(1), SeatRole.GUEST);
        unseat(roomId, people.get(4));

        List<Seat> all = store().members(roomId, null, 100).await();
        assertThat(all)
                .extracting(Seat::userId)
                .containsExactly(ada, people.get(3), people.get(0), people.get(2), people.get(1));
        List<Seat> paged = new ArrayList<>(store().members(roomId, null, 2).await());
        paged.addAll(store().members(roomId, place(paged.getLast()), 2).await());
        paged.addAll(store().members(roomId, place(paged.getLast()), 2).await());
        assertThat(paged).isEqualTo(all);
    }

    @Test
    void whatChangedSinceIsTold() {
        UUID roomId = create("Changes", RoomKind.PUBLIC).room().id();
        RoomChanges first = store().changesSince(0).await();
        assertThat(first.seats()).isEmpty();
        assertThat(first.rooms()).isEmpty();
        age(Duration.ofSeconds(30));

        Outcome seated = seat(roomId, ben);
        RoomChanges second = store().changesSince(first.cursor()).await();
        assertThat(second.seats()).containsExactly(seated.access());
        assertThat(second.rooms()).containsExactly(seated.room());

        Outcome gone = unseat(roomId, ben);
        assertThat(store().changesSince(second.cursor()).await().seats()).containsExactly(gone.access());

        Outcome back = seat(roomId, ben);
        Outcome greater = role(roomId, ben, SeatRole.MODERATOR);
        assertThat(greater.access().version()).isGreaterThan(back.access().version());
        RoomChanges third = store().changesSince(second.cursor()).await();
        assertThat(third.seats()).containsExactly(greater.access());
        assertThat(third.cursor()).isGreaterThan(second.cursor());
        assertThat(store().accesses(ben).await()).containsExactly(greater.access());
        assertThat(store().seatings(List.of(ben, Ids.next())).await())
                .containsExactly(new Seating(
                        ben, List.of(roomId), List.of(greater.access().version())));

        age(Duration.ofSeconds(30));
        assertThat(store().changesSince(third.cursor()).await().seats()).isEmpty();
        assertThat(store().changesSince(third.cursor()).await().rooms()).isEmpty();
    }

    private Made make(UUID ownerId, NewRoom room) {
        return store().create(Ids.next(), ownerId, room).await();
    }

    private static Outcome unchanged(Outcome outcome) {
        return new Outcome(new Decision.Nothing(), outcome.room(), outcome.seat(), outcome.access());
    }

    Outcome create(String name, RoomKind kind) {
        return store().create(Ids.next(), ada, new NewRoom(name, kind, null, null))
                .await()
                .outcome();
    }

    Outcome seat(UUID roomId, UUID userId) {
        RoomEvent told = new RoomEvent("member.joined", userId, null, null);
        return decide(roomId, userId, new Decision.Seat(SeatRole.MEMBER, told));
    }

    private Outcome unseat(UUID roomId, UUID userId) {
        return decide(roomId, userId, new Decision.Unseat(new RoomEvent("member.left", userId, null, null)));
    }

    private Outcome role(UUID roomId, UUID userId, SeatRole role) {
        return decide(roomId, userId, new Decision.Role(role, new RoomEvent("member.role", userId, null, "x")));
    }

    private Outcome update(UUID roomId, String name, boolean archived) {
        return decide(roomId, ada, new Decision.Update(name, null, archived, List.of()));
    }

    private Outcome decide(UUID roomId, UUID userId, Decision decision) {
        return store().change(roomId, userId, userId, scene -> decision).await().orElseThrow();
    }

    private static MemberPlace place(Seat seat) {
        return new MemberPlace(seat.role().ordinal(), seat.joinedAt(), seat.userId());
    }
}
